// The attributes of one record, encoded one after the other as they come. Only of slots
// that are asked for later (by the body, the trace id, a second rule) is remembered
// where they stand: they are watched. A watched slot that is set again is the caller's
// business, so nothing here is called for one.

import { copy, integerSize, varintSize, writeVarint } from "./bytes.ts";
import {
	ATTRIBUTES_END,
	CONTENT_ATTRIBUTES,
	CONTENT_LENGTH,
	CONTENT_NOTES,
	CONTENT_WATCHED,
	NOTE_SIZE,
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
} from "./layout.ts";

/** Tags, with their wire types. */
const ATTRIBUTE: u8 = (6 << 3) | 2;
export const STRING: u8 = (1 << 3) | 2;
export const INTEGER: u8 = 3 << 3;
const DOUBLE: u8 = (4 << 3) | 1;

function at(slot: i32): i32 {
	return SLOTS + SLOT_SIZE * slot;
}

/** Writes everything before an AnyValue of so many bytes; gives where that begins. */
function open(slot: i32, length: i32): i32 {
	const entry = at(slot);
	const keyLength: i32 = load<i32>(entry, SLOT_KEY_LENGTH);
	const start: i32 = load<i32>(ATTRIBUTES_END);
	store<u8>(start, ATTRIBUTE);
	const to = writeVarint(start + 1, keyLength + varintSize(length) + length);
	copy(to, load<i32>(entry, SLOT_KEY), keyLength);
	return writeVarint(to + keyLength, length);
}

function close(slot: i32, value: i32, end: i32): void {
	const entry = at(slot);
	if (load<i32>(entry, SLOT_WATCHED) !== 0)
		note(slot, load<i32>(ATTRIBUTES_END), value, end);
	store<i32>(ATTRIBUTES_END, end);
}

/** Of a watched slot that was written. */
export function note(slot: i32, start: i32, value: i32, end: i32): void {
	const entry = at(slot);
	store<i32>(entry, load<i32>(RECORD), SLOT_SET_IN);
	store<i32>(entry, start, SLOT_START);
	store<i32>(entry, value, SLOT_VALUE);
	store<i32>(entry, end, SLOT_END);
}

/** Whether a watched slot is set. */
export function isSet(slot: i32): bool {
	return load<i32>(at(slot), SLOT_SET_IN) === load<i32>(RECORD);
}

/** Of a set slot: where its AnyValue begins, and where it ends. */
export function valueAt(slot: i32): i32 {
	return load<i32>(at(slot), SLOT_VALUE);
}

export function endAt(slot: i32): i32 {
	return load<i32>(at(slot), SLOT_END);
}

/** UTF-8; gives where it stands. */
export function writeString(slot: i32, from: i32, length: i32): i32 {
	const value = open(slot, 1 + varintSize(length) + length);
	store<u8>(value, STRING);
	const content = writeVarint(value + 1, length);
	copy(content, from, length);
	close(slot, value, content + length);
	return content;
}

export function writeInteger(slot: i32, integer: i64): void {
	const value = open(slot, 1 + integerSize(integer));
	store<u8>(value, INTEGER);
	close(slot, value, writeVarint(value + 1, integer));
}

export function writeDouble(slot: i32, number: f64): void {
	const value = open(slot, 9);
	store<u8>(value, DOUBLE);
	store<f64>(value + 1, number);
	close(slot, value, value + 9);
}

/** The attributes of a content. */
export function append(content: i32): void {
	const length: i32 = load<i32>(content, CONTENT_LENGTH);
	if (length === 0) return;
	const base: i32 = load<i32>(ATTRIBUTES_END);
	copy(base, content + CONTENT_ATTRIBUTES, length);
	store<i32>(ATTRIBUTES_END, base + length);
	const watched: i32 = load<i32>(content, CONTENT_WATCHED);
	noteAll(content + CONTENT_NOTES, watched, base);
}

/** Notes of slot, start, value and end, which count from `base`. */
export function noteAll(notes: i32, count: i32, base: i32): void {
	for (let n = 0; n < NOTE_SIZE * count; n += NOTE_SIZE) {
		const from = notes + n;
		note(
			load<i32>(from),
			base + load<i32>(from, 4),
			base + load<i32>(from, 8),
			base + load<i32>(from, 12),
		);
	}
}

/** Where the content of a field with a length begins. */
export function contentOf(start: i32): i32 {
	let to = start + 1;
	while (load<u8>(to) >= 0x80) to++;
	return to + 1;
}
