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
import {
	COUNT,
	IDENTITY,
	IDENTITY_COUNT,
	IDENTITY_PARTS,
	IDENTITY_PREFIX_LENGTH,
	UID_COLUMN,
	UIDS,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import type { Image } from "./image.ts";
import type { ScannedRow } from "./scanned-row.ts";

export interface UidWriter {
	/** Says which cell of the row is its uid, if one is, and writes the uid then: before the engine writes the row. */
	begin(row: ScannedRow): void;
	/** Notes a row that is not written. */
	skip(row: ScannedRow): void;
}

const NO_COLUMN = -1;

/** Of rows of objects, most of which tell a uid of their own. */
export function createObjectUidWriter(
	header: readonly string[],
	engine: Engine,
	byContent: UidWriter,
): UidWriter {
	const event = header.indexOf("EventIdentifier");
	const id = header.indexOf("Id");

	function own({ input, starts, ends }: ScannedRow): number {
		if (event >= 0 && starts[event] !== ends[event]) return event;
		if (id < 0 || starts[id] === ends[id]) return NO_COLUMN;
		const start = starts[id] as number;
		return isText(input.bytes, start, ends[id] as number, DUMMY)
			? NO_COLUMN
			: id;
	}

	return {
		begin(row) {
			const column = own(row);
			engine.words[UID_COLUMN / 4] = column;
			if (column === NO_COLUMN) return;
			const { bytes } = row.input;
			const start = row.starts[column] as number;
			const end = row.ends[column] as number;
			const at = uidAddress(engine);
			if (engine.writeUuid(start, end, at) === 0)
				writeUid(text(bytes, start, end), Buffer.from(bytes.buffer), at);
		},
		skip(row) {
			if (own(row) === NO_COLUMN) byContent.skip(row);
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

/** Of the record that is next in the batch. */
function uidAddress({ words }: Engine): number {
	return UIDS + UID_BYTES * (words[COUNT / 4] as number);
}

/** Has the engine ask for digests from now on. */
export function createUidWriter(
	{ prefix, indexes, names }: IdentityParts,
	occurrences: OccurrenceTable,
	engine: Engine,
	image: Image,
): UidWriter {
	image.set(
		IDENTITY_PARTS,
		image.numbers(
			names.flatMap((name, n) => [
				indexes[n] as number,
				image.bytes(name),
				name.length,
			]),
		),
	);
	image.set(IDENTITY_COUNT, names.length);
	image.set(IDENTITY_PREFIX_LENGTH, prefix.length);
	image.set(UID_COLUMN, NO_COLUMN);
	engine.store.bytes.set(prefix, IDENTITY);
	engine.digest = (length) => {
		const digest = digestOf(length);
		const occurrence = note(digest);
		const uid = occurrence === 0 ? digest : repetition(digest, occurrence);
		const { bytes } = engine.store;
		const at = uidAddress(engine);
		for (let n = 0; n < UID_BYTES; n++) bytes[at + n] = uid.charCodeAt(n);
	};

	/** What is hashed, by its length: a fresh view for each row costs as much as copying it. */
	const views: (Uint8Array | undefined)[] = [];
	let viewed: ArrayBuffer | undefined;

	/** 32 bytes, each as a character: the form in which they come out fastest. */
	function digestOf(length: number): string {
		const { buffer } = engine.store.bytes;
		if (buffer !== viewed) {
			views.length = 0;
			viewed = buffer;
		}
		let view = length < MOST_VIEWS ? views[length] : undefined;
		if (view === undefined) {
			view = new Uint8Array(buffer, IDENTITY, length);
			if (length < MOST_VIEWS) views[length] = view;
		}
		return hash("sha256", view, "binary");
	}

	function note(digest: string): number {
		return occurrences.note(word(digest, 0), word(digest, 4));
	}

	return {
		begin() {},
		skip() {
			note(digestOf(engine.writeIdentity()));
		},
	};
}

/** Most rows are shorter. */
const MOST_VIEWS = 2048;

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
