// The attributes of the record in work, for what the engine leaves to the reference: it
// writes into the same memory, in the same places. Invariant: what is written is what the
// official serializer makes of an object to which the same values were assigned in the
// same order; a slot that is set again keeps its place and changes its value.
//
// Only of slots that are asked for later (by the body, the trace id, a second rule) is
// remembered where they stand: they are watched.

import { FIELD } from "../exporters/otlp/protobuf/fields.ts";
import { MessageReader } from "../exporters/otlp/protobuf/message-reader.ts";
import { readValueUntil } from "../exporters/otlp/protobuf/read-value.ts";
import type { RecordAttributes } from "../receiver/mapping/apply-steps.ts";
import {
	ATTRIBUTES,
	ATTRIBUTES_END,
	ATTRIBUTES_SIZE,
	MOST_SLOTS,
	RECORD,
	SLOT_END,
	SLOT_KEY,
	SLOT_KEY_LENGTH,
	SLOT_SET_IN,
	SLOT_SIZE,
	SLOT_START,
	SLOT_VALUE,
	SLOT_WATCHED,
	SLOTS,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import { type Image, NoRoomError } from "./image.ts";
import { delimited, varintSize, writeInteger, writeVarint } from "./wire.ts";

export type AttributeValue = RecordAttributes[string];

/** Around a key and a value: tags and lengths. */
const AROUND = 32;

export interface AttributeWriter {
	/** Where what is written ends. */
	readonly end: number;
	/** Where the attribute begins that was written here last, and its AnyValue. */
	lastStart: number;
	lastValue: number;
	/** Forgets the last record. */
	begin(): void;
	any(slot: number, value: AttributeValue): void;
	/** UTF-8. */
	string(slot: number, content: Uint8Array): void;
	isWatched(slot: number): boolean;
	/** Of a watched slot. */
	isSet(slot: number): boolean;
	/** Of a set slot. */
	value(slot: number): AttributeValue;
	/** Takes a set slot away. */
	remove(slot: number): void;
}

export function createAttributeWriter(
	engine: Engine,
	image: Image,
	names: readonly string[],
	watched: ReadonlySet<string>,
): AttributeWriter {
	if (names.length > MOST_SLOTS) throw new NoRoomError();
	for (const [slot, name] of names.entries()) {
		const key = encodedKey(name);
		const entry = SLOTS + SLOT_SIZE * slot;
		image.set(entry + SLOT_KEY, image.bytes(key));
		image.set(entry + SLOT_KEY_LENGTH, key.length);
		image.set(entry + SLOT_WATCHED, watched.has(name) ? 1 : 0);
		image.set(entry + SLOT_SET_IN, -1);
	}

	const reader = new MessageReader();
	const read = (address: number) => engine.words[address / 4] as number;
	const of = (slot: number, fact: number) =>
		read(SLOTS + SLOT_SIZE * slot + fact);

	function set(address: number, value: number): void {
		engine.words[address / 4] = value;
	}

	function place(slot: number, start: number, value: number, end: number) {
		const entry = SLOTS + SLOT_SIZE * slot;
		set(entry + SLOT_SET_IN, read(RECORD));
		set(entry + SLOT_START, start);
		set(entry + SLOT_VALUE, value);
		set(entry + SLOT_END, end);
	}

	/** An AnyValue. */
	function write(slot: number, head: Uint8Array, content: Uint8Array): void {
		const { bytes } = engine.store;
		const start = read(ATTRIBUTES_END);
		const length = head.length + content.length;
		const keyLength = of(slot, SLOT_KEY_LENGTH);
		if (start + keyLength + length + AROUND > ATTRIBUTES + ATTRIBUTES_SIZE)
			throw new NoRoomError();
		bytes[start] = FIELD.ATTRIBUTE;
		let at = writeVarint(
			bytes,
			start + 1,
			keyLength + varintSize(length) + length,
		);
		const key = of(slot, SLOT_KEY);
		bytes.copyWithin(at, key, key + keyLength);
		at = writeVarint(bytes, at + keyLength, length);
		bytes.set(head, at);
		bytes.set(content, at + head.length);
		const end = at + length;
		writer.lastStart = start;
		writer.lastValue = at;
		set(ATTRIBUTES_END, end);
		if (of(slot, SLOT_WATCHED) === 0) return;
		if (writer.isSet(slot)) moveInPlace(slot, start, at, end);
		else place(slot, start, at, end);
	}

	/** Puts what was just written where the slot stood before. */
	function moveInPlace(
		slot: number,
		from: number,
		value: number,
		end: number,
	): void {
		const { bytes } = engine.store;
		const fresh = bytes.slice(from, end);
		const start = of(slot, SLOT_START);
		shift(of(slot, SLOT_END), from, start + fresh.length);
		bytes.set(fresh, start);
		place(slot, start, start + value - from, start + fresh.length);
	}

	/** Moves the bytes from `start` to `end`, and the slots in them, to another place. */
	function shift(start: number, end: number, to: number): void {
		engine.store.bytes.copyWithin(to, start, end);
		const by = to - start;
		for (let slot = 0; slot < names.length; slot++) {
			if (!writer.isSet(slot) || of(slot, SLOT_START) < start) continue;
			place(
				slot,
				of(slot, SLOT_START) + by,
				of(slot, SLOT_VALUE) + by,
				of(slot, SLOT_END) + by,
			);
		}
		set(ATTRIBUTES_END, end + by);
	}

	const writer: AttributeWriter = {
		get end() {
			return read(ATTRIBUTES_END);
		},
		lastStart: 0,
		lastValue: 0,
		begin() {
			set(RECORD, read(RECORD) + 1);
			set(ATTRIBUTES_END, ATTRIBUTES);
		},
		any(slot, value) {
			write(slot, NOTHING, encodedValue(value));
		},
		string(slot, content) {
			const head = new Uint8Array(1 + varintSize(content.length));
			head[0] = FIELD.STRING;
			writeVarint(head, 1, content.length);
			write(slot, head, content);
		},
		isWatched: (slot) => of(slot, SLOT_WATCHED) === 1,
		isSet: (slot) => of(slot, SLOT_SET_IN) === read(RECORD),
		value(slot) {
			const start = of(slot, SLOT_VALUE);
			const end = of(slot, SLOT_END);
			reader.begin(engine.store.bytes.subarray(start, end));
			return readValueUntil(reader, end - start) as AttributeValue;
		},
		remove(slot) {
			const start = of(slot, SLOT_START);
			set(SLOTS + SLOT_SIZE * slot + SLOT_SET_IN, -1);
			shift(of(slot, SLOT_END), read(ATTRIBUTES_END), start);
		},
	};
	return writer;
}

const NOTHING = new Uint8Array(0);

/** `KeyValue.key`, and the tag of the value that follows. */
function encodedKey(name: string): Uint8Array {
	return Buffer.concat([
		delimited(FIELD.KEY, Buffer.from(name)),
		Uint8Array.of(FIELD.VALUE),
	]);
}

/** An AnyValue as the official serializer writes it: a double that is whole as an int. */
export function encodedValue(value: AttributeValue): Uint8Array {
	switch (typeof value) {
		case "string":
			return delimited(FIELD.STRING, Buffer.from(value));
		case "boolean":
			return Uint8Array.of(FIELD.BOOLEAN, value ? 1 : 0);
		case "number": {
			const bytes = new Uint8Array(16);
			if (Number.isSafeInteger(value)) {
				bytes[0] = FIELD.INTEGER;
				return bytes.subarray(0, writeInteger(bytes, 1, value));
			}
			bytes[0] = FIELD.DOUBLE;
			new DataView(bytes.buffer).setFloat64(1, value, true);
			return bytes.subarray(0, 9);
		}
		default:
			return delimited(
				FIELD.ARRAY,
				Buffer.concat(
					value.map((item) => delimited(FIELD.ITEM, encodedValue(item))),
				),
			);
	}
}

/** UTF-8 to a string. */
export function text(
	bytes: Uint8Array<ArrayBuffer>,
	start: number,
	end: number,
): string {
	return Buffer.from(bytes.buffer, start, end - start).toString("utf8");
}
