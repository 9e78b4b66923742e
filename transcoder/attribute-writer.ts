// The attributes of one record, encoded one after the other as they come. A name is a
// slot, whose key is encoded once a file. Invariant: what is written is what the
// official serializer makes of an object to which the same values were assigned in the
// same order; a slot that is set again keeps its place and changes its value.
//
// Only of slots that are asked for later (by the body, the trace id, a second rule) is
// remembered where they stand: they are watched.

import type { RecordAttributes } from "../receiver/mapping/apply-steps.ts";
import {
	type ByteStore,
	copy,
	createByteStore,
	reserve,
} from "./byte-store.ts";
import {
	delimited,
	readInteger,
	TAG,
	varintSize,
	writeInteger,
	writeVarint,
} from "./wire.ts";

export type AttributeValue = RecordAttributes[string];

const FIRST_SIZE = 8192;
/** Around a key and a value of up to ten bytes: tags and lengths. */
const AROUND = 32;

export interface AttributeWriter {
	readonly store: ByteStore;
	/** What is written: from 0 to here. */
	length: number;
	/** Where the last attribute begins, and its AnyValue. */
	lastStart: number;
	lastValue: number;
	/** Forgets the last record. */
	begin(): void;
	/** UTF-8, from within a store. */
	string(slot: number, from: ByteStore, start: number, length: number): void;
	/** A whole number that is exact. */
	integer(slot: number, value: number): void;
	/** A number that is not whole. */
	double(slot: number, value: number): void;
	any(slot: number, value: AttributeValue): void;
	/** Attributes that were encoded before; `note` those of them that are watched. */
	append(from: ByteStore, start: number, length: number): void;
	/** Where a watched slot stands that `append` has written. */
	note(slot: number, start: number, value: number, end: number): void;
	isWatched(slot: number): boolean;
	/** Of a watched slot. */
	isSet(slot: number): boolean;
	/** Of a set slot: where its AnyValue begins, and where it ends. */
	valueAt(slot: number): number;
	endOf(slot: number): number;
	/** Takes a set slot away. */
	remove(slot: number): void;
}

export function createAttributeWriter(
	names: readonly string[],
	watched: ReadonlySet<string>,
): AttributeWriter {
	const store = createByteStore(FIRST_SIZE);
	const encoded = names.map(encodedKey);
	/** All keys, one after the other. */
	const keys = createByteStore(
		encoded.reduce((sum, key) => sum + key.length, 0),
	);
	const keyAt = new Int32Array(names.length);
	const keyLength = new Int32Array(names.length);
	const watchedSlots = new Uint8Array(names.length);
	/** The record in which a slot was set last, and where it stands in it. */
	const setIn = new Float64Array(names.length);
	const starts = new Int32Array(names.length);
	const values = new Int32Array(names.length);
	const ends = new Int32Array(names.length);
	let record = 0;
	let keysEnd = 0;
	for (const [slot, key] of encoded.entries()) {
		keys.bytes.set(key, keysEnd);
		keyAt[slot] = keysEnd;
		keyLength[slot] = key.length;
		keysEnd += key.length;
		watchedSlots[slot] = watched.has(names[slot] as string) ? 1 : 0;
	}

	/** Writes everything before an AnyValue of so many bytes; gives where that begins. */
	function open(slot: number, valueLength: number): number {
		const key = keyLength[slot] as number;
		const start = writer.length;
		reserve(store, start + key + valueLength + AROUND);
		const { bytes, view } = store;
		const content = key + varintSize(valueLength) + valueLength;
		bytes[start] = TAG.RECORD_ATTRIBUTE;
		let at = start + 2;
		if (content < 0x80) bytes[start + 1] = content;
		else at = writeVarint(bytes, start + 1, content);
		copy(view, at, keys.view, keyAt[slot] as number, key);
		at += key;
		if (valueLength < 0x80) bytes[at++] = valueLength;
		else at = writeVarint(bytes, at, valueLength);
		return at;
	}

	function close(slot: number, value: number, end: number): void {
		const start = writer.length;
		writer.length = end;
		writer.lastStart = start;
		writer.lastValue = value;
		if (watchedSlots[slot] === 0) return;
		if (setIn[slot] === record) moveInPlace(slot, start, value, end);
		else writer.note(slot, start, value, end);
	}

	/** Puts what was just written where the slot stood before. Rare, so it may cost. */
	function moveInPlace(
		slot: number,
		from: number,
		value: number,
		end: number,
	): void {
		const fresh = store.bytes.slice(from, end);
		const start = starts[slot] as number;
		shift(ends[slot] as number, from, start + fresh.length);
		store.bytes.set(fresh, start);
		starts[slot] = start;
		values[slot] = start + value - from;
		ends[slot] = start + fresh.length;
	}

	/** Moves the bytes from `start` to `end`, and the slots in them, to another place. */
	function shift(start: number, end: number, to: number): void {
		reserve(store, to + end - start);
		store.bytes.copyWithin(to, start, end);
		for (let slot = 0; slot < names.length; slot++) {
			if (setIn[slot] !== record || (starts[slot] as number) < start) continue;
			starts[slot] = (starts[slot] as number) + to - start;
			values[slot] = (values[slot] as number) + to - start;
			ends[slot] = (ends[slot] as number) + to - start;
		}
		writer.length = to + end - start;
	}

	const writer: AttributeWriter = {
		store,
		length: 0,
		lastStart: 0,
		lastValue: 0,
		begin() {
			record++;
			writer.length = 0;
		},
		string(slot, from, start, length) {
			const value = open(slot, 1 + varintSize(length) + length);
			const { bytes, view } = store;
			bytes[value] = TAG.STRING;
			let at = value + 2;
			if (length < 0x80) bytes[value + 1] = length;
			else at = writeVarint(bytes, value + 1, length);
			copy(view, at, from.view, start, length);
			close(slot, value, at + length);
		},
		integer(slot, value) {
			const size = integerSize(value);
			const at = open(slot, 1 + size);
			store.bytes[at] = TAG.INTEGER;
			writeInteger(store.bytes, at + 1, value);
			close(slot, at, at + 1 + size);
		},
		double(slot, value) {
			const at = open(slot, 9);
			store.bytes[at] = TAG.DOUBLE;
			store.view.setFloat64(at + 1, value, true);
			close(slot, at, at + 9);
		},
		any(slot, value) {
			const content = encodedValue(value);
			const at = open(slot, content.length);
			store.bytes.set(content, at);
			close(slot, at, at + content.length);
		},
		append(from, start, length) {
			reserve(store, writer.length + length);
			copy(store.view, writer.length, from.view, start, length);
			writer.length += length;
		},
		note(slot, start, value, end) {
			setIn[slot] = record;
			starts[slot] = start;
			values[slot] = value;
			ends[slot] = end;
		},
		isWatched: (slot) => watchedSlots[slot] === 1,
		isSet: (slot) => setIn[slot] === record,
		valueAt: (slot) => values[slot] as number,
		endOf: (slot) => ends[slot] as number,
		remove(slot) {
			const start = starts[slot] as number;
			setIn[slot] = 0;
			shift(ends[slot] as number, writer.length, start);
		},
	};
	return writer;
}

/** `KeyValue.key`, and the tag of the value that follows. */
function encodedKey(name: string): Uint8Array {
	return Buffer.concat([
		delimited(TAG.KEY, Buffer.from(name)),
		Uint8Array.of(TAG.VALUE),
	]);
}

function integerSize(value: number): number {
	if (value >= 0 && value < 0x8000_0000) return varintSize(value);
	return writeInteger(SCRATCH, 0, value);
}

const SCRATCH = new Uint8Array(16);

/** An AnyValue as the official serializer writes it: a double that is whole as an int. */
export function encodedValue(value: AttributeValue): Uint8Array {
	switch (typeof value) {
		case "string":
			return delimited(TAG.STRING, Buffer.from(value));
		case "boolean":
			return Uint8Array.of(TAG.BOOLEAN, value ? 1 : 0);
		case "number": {
			const bytes = new Uint8Array(16);
			if (Number.isSafeInteger(value)) {
				bytes[0] = TAG.INTEGER;
				return bytes.subarray(0, writeInteger(bytes, 1, value));
			}
			bytes[0] = TAG.DOUBLE;
			new DataView(bytes.buffer).setFloat64(1, value, true);
			return bytes.subarray(0, 9);
		}
		default:
			return delimited(
				TAG.ARRAY,
				Buffer.concat(
					value.map((item) => delimited(TAG.ARRAY_VALUE, encodedValue(item))),
				),
			);
	}
}

/** What an AnyValue from here to `end` holds. */
export function decodedValue(
	bytes: Uint8Array<ArrayBuffer>,
	start: number,
	end: number,
): AttributeValue {
	switch (bytes[start]) {
		case TAG.BOOLEAN:
			return bytes[start + 1] === 1;
		case TAG.INTEGER:
			return readInteger(bytes, start + 1);
		case TAG.DOUBLE:
			return new DataView(bytes.buffer).getFloat64(start + 1, true);
		case TAG.ARRAY: {
			const values: string[] = [];
			for (let at = contentAt(bytes, start); at < end; ) {
				const item = contentAt(bytes, at);
				const itemEnd = item + readInteger(bytes, at + 1);
				values.push(String(decodedValue(bytes, item, itemEnd)));
				at = itemEnd;
			}
			return values;
		}
		default:
			return text(bytes, contentAt(bytes, start), end);
	}
}

/** Where the content of a field with a length begins. */
export function contentAt(bytes: Uint8Array, start: number): number {
	let at = start + 1;
	while ((bytes[at] as number) >= 0x80) at++;
	return at + 1;
}

/** UTF-8 to a string. */
export function text(
	bytes: Uint8Array<ArrayBuffer>,
	start: number,
	end: number,
): string {
	return Buffer.from(bytes.buffer, start, end - start).toString("utf8");
}
