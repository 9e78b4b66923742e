// `log.record.uid` of the rows of one file or one object query. The definition is
// final: whoever computes it another way must come to the same digits, or backends
// would keep what they have already.
//
// A row of an object is what its EventIdentifier says, else its Id, if it has one:
// big objects give every row the same dummy Id. Every other row is its content:
//
//   digest = SHA-256( organization id, 0x00, event type, 0x00,
//                     for each cell that is not empty, in ascending byte order
//                     of the column names (of equal names: in the file's order):
//                     column name, 0x00, length of the cell's UTF-8 bytes as
//                     4 bytes little-endian, those bytes )
//   uid    = first 16 bytes of digest, as 32 hexadecimal digits,
//            for the first of equal rows in a file
//   uid    = first 16 bytes of SHA-256( first 16 bytes of digest, k as 4 bytes
//            little-endian ), for the k-th repetition, k = 1, 2, ...
//
// An empty cell is left out, so that a column which a release adds and leaves
// empty changes nothing.

import { hash } from "node:crypto";
import {
	createOccurrenceTable,
	type OccurrenceTable,
} from "./occurrence-table.ts";

/** The Id of every row of a big object. */
export const DUMMY_ID = "000000000000000AAA";

/** Kept from row to row; a longer row gets a buffer of its own, for itself only. */
const SCRATCH_BYTES = 16 * 1024;
/** From here on the native encoder is faster than a loop. */
const LONG_CELL = 64;

export interface RowIdentity {
	/** The uid of the file's next row. */
	next(cells: readonly string[]): string;
	/** Counts the file's next row without asking for its uid. */
	skip(cells: readonly string[]): void;
}

/** The uids of an object's rows. */
export function createObjectRowIdentity(
	header: readonly string[],
	eventType: string,
	organizationId: string,
	occurrences?: OccurrenceTable,
): RowIdentity {
	const eventIdentifier = header.indexOf("EventIdentifier");
	const id = header.indexOf("Id");
	const byContent = createRowIdentity(
		header,
		eventType,
		organizationId,
		occurrences,
	);

	function own(cells: readonly string[]): string {
		const identifier = cells[eventIdentifier];
		if (identifier !== undefined && identifier !== "") return identifier;
		const record = cells[id];
		return record === undefined || record === DUMMY_ID ? "" : record;
	}

	return {
		next: (cells) => own(cells) || byContent.next(cells),
		skip(cells) {
			if (own(cells) === "") byContent.skip(cells);
		},
	};
}

/** What of the hashed bytes a header decides. */
export interface IdentityParts {
	/** Organization and event type. */
	readonly prefix: Buffer;
	/** The columns in the order in which they are hashed. */
	readonly indexes: readonly number[];
	/** Their names in that order, each with its 0x00. */
	readonly names: readonly Buffer[];
}

export function identityParts(
	header: readonly string[],
	eventType: string,
	organizationId: string,
): IdentityParts {
	const columns = [...header.entries()]
		.map(([index, name]) => ({ index, name: Buffer.from(`${name}\0`) }))
		.sort((a, b) => Buffer.compare(a.name, b.name) || a.index - b.index);
	return {
		prefix: Buffer.from(`${organizationId}\0${eventType}\0`),
		indexes: columns.map((column) => column.index),
		names: columns.map((column) => column.name),
	};
}

/** The uids of a file's rows. */
export function createRowIdentity(
	header: readonly string[],
	eventType: string,
	organizationId: string,
	occurrences: OccurrenceTable = createOccurrenceTable(),
): RowIdentity {
	const { prefix, indexes, names } = identityParts(
		header,
		eventType,
		organizationId,
	);

	const scratch = Buffer.allocUnsafeSlow(prefix.length + SCRATCH_BYTES);
	prefix.copy(scratch);

	function digestOf(cells: readonly string[]): Buffer {
		let buffer = scratch;
		let length = prefix.length;
		for (let n = 0; n < indexes.length; n++) {
			const cell = cells[indexes[n] as number];
			if (cell === undefined || cell === "") continue;
			const name = names[n] as Buffer;
			// A UTF-16 unit takes at most three bytes in UTF-8.
			const needed = length + name.length + 4 + cell.length * 3;
			if (needed > buffer.length) {
				const larger = Buffer.allocUnsafeSlow(needed * 2);
				buffer.copy(larger, 0, 0, length);
				buffer = larger;
			}
			for (let at = 0; at < name.length; at++)
				buffer[length++] = name[at] as number;
			const start = length + 4;
			const end = writeCell(buffer, cell, start);
			const bytes = end - start;
			buffer[length] = bytes;
			buffer[length + 1] = bytes >>> 8;
			buffer[length + 2] = bytes >>> 16;
			buffer[length + 3] = bytes >>> 24;
			length = end;
		}
		return hash("sha256", buffer.subarray(0, length), "buffer");
	}

	function note(digest: Buffer): number {
		return occurrences.note(digest.readUInt32BE(0), digest.readUInt32BE(4));
	}

	return {
		next(cells) {
			const digest = digestOf(cells);
			// Not cut from a longer string: V8 reads such a view several times slower.
			const uid = digest.toString("hex", 0, 16);
			const occurrence = note(digest);
			return occurrence === 0 ? uid : repetition(uid, occurrence);
		},
		skip(cells) {
			note(digestOf(cells));
		},
	};
}

/** Gives the position behind the cell. */
function writeCell(buffer: Buffer, cell: string, start: number): number {
	const length = cell.length;
	if (length > LONG_CELL) return start + buffer.write(cell, start, "utf8");
	for (let at = 0; at < length; at++) {
		const code = cell.charCodeAt(at);
		if (code > 127) return start + buffer.write(cell, start, "utf8");
		buffer[start + at] = code;
	}
	return start + length;
}

function repetition(uid: string, occurrence: number): string {
	const bytes = Buffer.alloc(20);
	bytes.write(uid, "hex");
	bytes.writeUInt32LE(occurrence, 16);
	return hash("sha256", bytes, "hex").slice(0, 32);
}
