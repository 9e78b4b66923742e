// `log.record.uid` from the bytes of a row's cells; receiver/mapping/row-identity.ts
// has the definition, and comes to the same digits.

import { hash } from "node:crypto";
import { UID_BYTES, writeUid } from "../pipeline/uid-bytes.ts";
import type { OccurrenceTable } from "../receiver/mapping/occurrence-table.ts";
import {
	DUMMY_ID,
	type IdentityParts,
} from "../receiver/mapping/row-identity.ts";
import { text } from "./attribute-writer.ts";
import { copy, createByteStore, reserve, storeOf } from "./byte-store.ts";
import { writeUuid } from "./cell-bytes.ts";
import type { ScannedRow } from "./scanned-row.ts";

export interface UidWriter {
	/** Notes the row, and writes the 16 bytes of its uid. Gives the column whose cell is the uid, -1 when it is the bytes' digits. */
	write(row: ScannedRow, to: Buffer, at: number): number;
	/** Notes the row. */
	skip(row: ScannedRow): void;
}

/** Of rows of objects, most of which tell a uid of their own. */
export function createObjectUidWriter(
	header: readonly string[],
	byContent: UidWriter,
): UidWriter {
	const event = header.indexOf("EventIdentifier");
	const id = header.indexOf("Id");

	function own({ input, starts, ends }: ScannedRow): number {
		if (event >= 0 && starts[event] !== ends[event]) return event;
		if (id < 0 || starts[id] === ends[id]) return -1;
		const start = starts[id] as number;
		return isText(input.bytes, start, ends[id] as number, DUMMY) ? -1 : id;
	}

	return {
		write(row, to, at) {
			const column = own(row);
			if (column < 0) return byContent.write(row, to, at);
			const { bytes } = row.input;
			const start = row.starts[column] as number;
			const end = row.ends[column] as number;
			if (!writeUuid(bytes, start, end, to, at))
				writeUid(text(bytes, start, end), to, at);
			return column;
		},
		skip(row) {
			if (own(row) < 0) byContent.skip(row);
		},
	};
}

const DUMMY = Buffer.from(DUMMY_ID);

function isText(
	bytes: Uint8Array,
	start: number,
	end: number,
	expected: Uint8Array,
): boolean {
	if (end - start !== expected.length) return false;
	for (let n = 0; n < expected.length; n++)
		if (bytes[start + n] !== expected[n]) return false;
	return true;
}

export function createUidWriter(
	{ prefix, indexes, names }: IdentityParts,
	occurrences: OccurrenceTable,
): UidWriter {
	const columns = Int32Array.from(indexes);
	const nameBytes = storeOf(Buffer.concat(names));
	const nameLengths = Int32Array.from(names, (name) => name.length);
	const around = prefix.length + nameBytes.bytes.length + 4 * names.length;
	const hashed = createByteStore(around);
	hashed.bytes.set(prefix);

	/** 32 bytes, each as a character: the form in which they come out fastest. */
	function digestOf({ input, starts, ends, start, next }: ScannedRow): string {
		reserve(hashed, around + next - start);
		const { bytes, view } = hashed;
		let at = prefix.length;
		let name = 0;
		for (let n = 0; n < columns.length; n++) {
			const column = columns[n] as number;
			const nameLength = nameLengths[n] as number;
			const cell = starts[column] as number;
			const length = (ends[column] as number) - cell;
			if (length > 0) {
				copy(view, at, nameBytes.view, name, nameLength);
				at += nameLength;
				view.setInt32(at, length, true);
				copy(view, at + 4, input.view, cell, length);
				at += 4 + length;
			}
			name += nameLength;
		}
		return hash("sha256", bytes.subarray(0, at), "binary");
	}

	function note(digest: string): number {
		return occurrences.note(word(digest, 0), word(digest, 4));
	}

	return {
		write(row, to, at) {
			const digest = digestOf(row);
			const occurrence = note(digest);
			const uid = occurrence === 0 ? digest : repetition(digest, occurrence);
			for (let n = 0; n < UID_BYTES; n++) to[at + n] = uid.charCodeAt(n);
			return -1;
		},
		skip(row) {
			note(digestOf(row));
		},
	};
}

function word(digest: string, at: number): number {
	return (
		((digest.charCodeAt(at) << 24) |
			(digest.charCodeAt(at + 1) << 16) |
			(digest.charCodeAt(at + 2) << 8) |
			digest.charCodeAt(at + 3)) >>>
		0
	);
}

function repetition(digest: string, occurrence: number): string {
	const bytes = Buffer.alloc(UID_BYTES + 4);
	bytes.write(digest, "latin1");
	bytes.writeUInt32LE(occurrence, UID_BYTES);
	return hash("sha256", bytes, "binary");
}
