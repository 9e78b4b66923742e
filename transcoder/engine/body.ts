// The readable line of a record, from the attributes as they are encoded. What is not a
// short line of text or a whole number the caller renders.

import {
	contentOf,
	endAt,
	INTEGER,
	isSet,
	STRING,
	valueAt,
} from "./attributes.ts";
import { copy, has } from "./bytes.ts";
import {
	BODIES,
	BODY,
	BODY_SIZE,
	OUTCOME,
	PART_AFTER,
	PART_BEFORE,
	PART_OTHERWISE,
	PART_REASON,
	PART_SIZE,
	PART_SLOT_COUNT,
	PART_SLOTS,
	REASON,
	REASON_LENGTH,
} from "./layout.ts";

/** As in receiver/mapping/body.ts, which counts UTF-16 units, of which there are no more than bytes. */
const LONGEST_VALUE: i32 = 1000;
const LF: i32 = 10;

/** Gives its length, or -1 when one of the parts needs a closer look. */
export function writeBody(): i32 {
	const body = load<i32>(BODIES) + 8 * load<i32>(OUTCOME);
	const parts: i32 = load<i32>(body);
	const count: i32 = load<i32>(body, 4);
	if (count < 0) return -1;
	let at: i32 = BODY;
	for (let n = 0; n < count && at >= 0; n++)
		at = writePart(at, parts + PART_SIZE * n);
	return at < 0 ? -1 : at - BODY;
}

/** Gives where it ends, or -1. */
function writePart(at: i32, part: i32): i32 {
	if (at > BODY + BODY_SIZE / 2) return -1;
	const slot = firstSet(
		load<i32>(part, PART_SLOTS),
		load<i32>(part, PART_SLOT_COUNT),
	);
	if (slot >= 0) return writeValue(at, part, slot);
	const reason: i32 = load<i32>(REASON_LENGTH);
	if (load<i32>(part, PART_REASON) === 0 || reason === 0)
		return writeText(at, part + PART_OTHERWISE);
	if (reason > LONGEST_VALUE) return -1;
	const start = writeText(at, part + PART_BEFORE);
	copy(start, load<i32>(REASON), reason);
	return writeText(start + reason, part + PART_AFTER);
}

/** -1 when none is. */
function firstSet(slots: i32, count: i32): i32 {
	for (let n = 0; n < 4 * count; n += 4) {
		const slot: i32 = load<i32>(slots + n);
		if (isSet(slot)) return slot;
	}
	return -1;
}

function writeText(at: i32, text: i32): i32 {
	const length: i32 = load<i32>(text, 4);
	copy(at, load<i32>(text), length);
	return at + length;
}

function writeValue(at: i32, part: i32, slot: i32): i32 {
	const value = valueAt(slot);
	const end = endAt(slot);
	const type = load<u8>(value);
	let to = writeText(at, part + PART_BEFORE);
	if (type === STRING) {
		const start = contentOf(value);
		const length = end - start;
		if (length === 0 || length > LONGEST_VALUE || has(LF, start, end))
			return -1;
		copy(to, start, length);
		to += length;
	} else if (type === INTEGER) to = writeDigits(to, readInteger(value + 1));
	else return -1;
	return writeText(to, part + PART_AFTER);
}

function readInteger(start: i32): i64 {
	let at = start;
	let byte = load<u8>(at);
	let value = <i64>(byte & 0x7f);
	for (let shift: i64 = 7; byte >= 0x80; shift += 7) {
		byte = load<u8>(++at);
		value |= (<i64>(byte & 0x7f)) << shift;
	}
	return value;
}

function writeDigits(at: i32, value: i64): i32 {
	let to = at;
	let left: u64 = value;
	if (value < 0) {
		store<u8>(to++, 45);
		left = -value;
	}
	let end = to;
	for (let more = left; more > 9; more /= 10) end++;
	for (let digit = end; digit >= to; digit--) {
		store<u8>(digit, 48 + <u8>(left % 10));
		left /= 10;
	}
	return end + 1;
}
