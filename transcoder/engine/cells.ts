// What the bytes of a cell say, for the conversions that nearly every row needs. Each
// answers only for the usual form; for any other the reference is asked.

import { POWERS } from "./layout.ts";

/** Any number of so many digits is exact in a double; as in receiver/mapping/numbers.ts. */
const EXACT_DIGITS: i32 = 15;
const DASH: u8 = 45;
const POINT: u8 = 46;
const ZERO: u8 = 48;
export const SHORT_ID: i32 = 15;
export const LONG_ID: i32 = 18;
const SHORT_ID_BITS: i32 = 0x7fff;

/** No number. */
export const NO_INTEGER: i64 = i64.MIN_VALUE;

/** A whole number in at most 15 digits; NO_INTEGER for anything else. */
export function shortInteger(start: i32, end: i32): i64 {
	const negative = load<u8>(start) === DASH;
	let at = negative ? start + 1 : start;
	if (at === end || end - at > EXACT_DIGITS) return NO_INTEGER;
	let value: i64 = 0;
	for (; at < end; at++) {
		const digit: u8 = load<u8>(at) - ZERO;
		if (digit > 9) return NO_INTEGER;
		value = value * 10 + digit;
	}
	return negative ? -value : value;
}

/**
 * A number of at most 15 digits with a point in it; NaN for anything else. Both numbers
 * are exact, so their quotient is the double next to what is written.
 */
export function shortDecimal(start: i32, end: i32): f64 {
	const negative = load<u8>(start) === DASH;
	const first = negative ? start + 1 : start;
	if (end - first > EXACT_DIGITS + 1) return NaN;
	let value: i64 = 0;
	let point = -1;
	for (let at = first; at < end; at++) {
		const byte = load<u8>(at);
		if (byte === POINT && point < 0 && at > first) {
			point = at;
			continue;
		}
		const digit: u8 = byte - ZERO;
		if (digit > 9) return NaN;
		value = value * 10 + digit;
	}
	if (point < 0) return NaN;
	const number = <f64>value / load<f64>(POWERS + 8 * (end - point - 1));
	return negative ? -number : number;
}

function isBetween(bytes: v128, low: i32, high: i32): v128 {
	return v128.and(
		i8x16.ge_u(bytes, i8x16.splat(<i8>low)),
		i8x16.le_u(bytes, i8x16.splat(<i8>high)),
	);
}

/**
 * Five bits for each group of five characters, one where it is a capital: what the last
 * three characters of a long id say. -1 when the 15 bytes are no id.
 */
export function idChecksum(start: i32): i32 {
	const bytes = v128.load(start);
	const capital = isBetween(bytes, 65, 90);
	const other = v128.or(isBetween(bytes, 97, 122), isBetween(bytes, 48, 57));
	const valid = i8x16.bitmask(v128.or(capital, other)) & SHORT_ID_BITS;
	if (valid !== SHORT_ID_BITS) return -1;
	return i8x16.bitmask(capital) & SHORT_ID_BITS;
}

/** A character for five bits. */
export function checksumCharacter(bits: i32): i32 {
	// A to Z, and 0 to 5.
	return bits < 26 ? 65 + bits : 48 + bits - 26;
}

/** Whether a cell begins with the id of nothing. */
export function isNullId(start: i32, end: i32): bool {
	if (end - start < SHORT_ID) return false;
	const zeros = i8x16.eq(v128.load(start), i8x16.splat(<i8>ZERO));
	return (i8x16.bitmask(zeros) & SHORT_ID_BITS) === SHORT_ID_BITS;
}

/** Writes the 16 bytes of a trace id; false when the text is none, as in receiver/mapping/texts.ts. */
export function writeTraceId(start: i32, end: i32, to: i32): bool {
	if (end - start !== 32) return false;
	let any = 0;
	for (let n = 0; n < 16; n++) {
		const high = hexDigit(load<u8>(start + 2 * n));
		const low = hexDigit(load<u8>(start + 2 * n + 1));
		if ((high | low) < 0) return false;
		const byte = 16 * high + low;
		any |= byte;
		store<u8>(to + n, <u8>byte);
	}
	return any !== 0;
}

function hexDigit(code: i32): i32 {
	if (code >= 48 && code <= 57) return code - 48;
	return code >= 97 && code <= 102 ? code - 87 : -1;
}
