// An attribute and its AnyValue, from Protobuf.

import { FIELD } from "./fields.ts";
import type { MessageReader } from "./message-reader.ts";

export type Values = Record<string, unknown>;

/** A KeyValue with its length. */
export function readAttribute(reader: MessageReader, into: Values): void {
	const end = reader.end();
	let key = "";
	let value: unknown = null;
	while (reader.position < end) {
		if (reader.tag() === FIELD.KEY) key = reader.name();
		else value = readValue(reader);
	}
	into[key] = value;
}

/** An AnyValue with its length. */
export function readValue(reader: MessageReader): unknown {
	return readValueUntil(reader, reader.end());
}

/** An AnyValue; null for one without a value. */
export function readValueUntil(reader: MessageReader, end: number): unknown {
	if (reader.position === end) return null;
	const tag = reader.tag();
	switch (tag) {
		case FIELD.STRING:
			return reader.text();
		case FIELD.BOOLEAN:
			return reader.varint() !== 0;
		case FIELD.INTEGER:
			return reader.integer();
		case FIELD.DOUBLE:
			return reader.double();
		case FIELD.ARRAY:
			return readArray(reader);
		case FIELD.MAP:
			return readMap(reader);
		case FIELD.BYTES:
			return reader.blob();
		default:
			throw unknownField(tag);
	}
}

function readArray(reader: MessageReader): unknown[] {
	const end = reader.end();
	const items: unknown[] = [];
	while (reader.position < end) {
		reader.tag();
		items.push(readValue(reader));
	}
	return items;
}

function readMap(reader: MessageReader): Values {
	const end = reader.end();
	const map: Values = Object.create(null);
	while (reader.position < end) {
		reader.tag();
		readAttribute(reader, map);
	}
	return map;
}

export function unknownField(tag: number): Error {
	return new Error(`a record has a field that no encoder writes (tag ${tag})`);
}
