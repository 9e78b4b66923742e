// What the bytes of a cell say, for the conversions that nearly every row needs. Each
// answers only for the usual form; for any other the reference is asked.

import type { ByteStore } from "./byte-store.ts";

/** Any number of so many digits is exact in a double; as in receiver/mapping/numbers.ts. */
const EXACT_DIGITS = 15;
const DASH = 45;
const POINT = 46;
export const SHORT_ID = 15;
export const LONG_ID = 18;
const CHECKSUM_ALPHABET = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345");

/** A whole number in at most 15 digits; NaN for anything else. */
export function shortInteger(
	bytes: Uint8Array,
	start: number,
	end: number,
): number {
	const negative = bytes[start] === DASH;
	let at = negative ? start + 1 : start;
	if (at === end || end - at > EXACT_DIGITS) return Number.NaN;
	let value = 0;
	for (; at < end; at++) {
		const digit = (bytes[at] as number) - 48;
		if (digit < 0 || digit > 9) return Number.NaN;
		value = value * 10 + digit;
	}
	return negative && value !== 0 ? -value : value;
}

/** A power of ten that a double holds exactly, for each number of digits behind the point. */
const POWERS = Array.from(
	{ length: EXACT_DIGITS },
	(_, digits) => 10 ** digits,
);

/**
 * A number of at most 15 digits with a point in it; NaN for anything else. Both numbers
 * are exact, so their quotient is the double next to what is written.
 */
export function shortDecimal(
	bytes: Uint8Array,
	start: number,
	end: number,
): number {
	const negative = bytes[start] === DASH;
	const first = negative ? start + 1 : start;
	if (end - first > EXACT_DIGITS + 1) return Number.NaN;
	let value = 0;
	let point = -1;
	for (let at = first; at < end; at++) {
		const byte = bytes[at] as number;
		if (byte === POINT && point < 0 && at > first) {
			point = at;
			continue;
		}
		const digit = byte - 48;
		if (digit < 0 || digit > 9) return Number.NaN;
		value = value * 10 + digit;
	}
	if (point < 0) return Number.NaN;
	const number = value / (POWERS[end - point - 1] as number);
	return negative ? -number : number;
}

/** Writes the 18 characters of a 15-character id; false when it is none. */
export function writeLongId(
	{ bytes }: ByteStore,
	start: number,
	to: Uint8Array,
): boolean {
	for (let group = 0; group < 3; group++) {
		let bits = 0;
		for (let n = 0; n < 5; n++) {
			const at = group * 5 + n;
			const byte = bytes[start + at] as number;
			if (byte >= 65 && byte <= 90) bits |= 1 << n;
			else if (!(byte >= 97 && byte <= 122) && !(byte >= 48 && byte <= 57))
				return false;
			to[at] = byte;
		}
		to[SHORT_ID + group] = CHECKSUM_ALPHABET[bits] as number;
	}
	return true;
}

/** Whether a cell begins with the id of nothing. */
export function isNullId(
	bytes: Uint8Array,
	start: number,
	end: number,
): boolean {
	if (end - start < SHORT_ID) return false;
	for (let at = start; at < start + SHORT_ID; at++)
		if (bytes[at] !== 48) return false;
	return true;
}

/** Writes the 16 bytes of a trace id; false when the text is none, as in receiver/mapping/texts.ts. */
export function writeTraceId(
	bytes: Uint8Array,
	start: number,
	end: number,
	to: Uint8Array,
): boolean {
	if (end - start !== 32) return false;
	let any = 0;
	for (let n = 0; n < 16; n++) {
		const high = hexDigit(bytes[start + 2 * n] as number);
		const low = hexDigit(bytes[start + 2 * n + 1] as number);
		if (high < 0 || low < 0) return false;
		const byte = high * 16 + low;
		any |= byte;
		to[n] = byte;
	}
	return any !== 0;
}

/** Writes the 16 bytes of a UUID; false when the text is none, as in pipeline/uid-bytes.ts. */
export function writeUuid(
	bytes: Uint8Array,
	start: number,
	end: number,
	to: Uint8Array,
	at: number,
): boolean {
	if (end - start !== 36) return false;
	let from = start;
	for (let n = 0; n < 16; n++) {
		const isPart = n === 4 || n === 6 || n === 8 || n === 10;
		if (isPart && bytes[from++] !== DASH) return false;
		const high = hexDigit(lower(bytes[from++] as number));
		const low = hexDigit(lower(bytes[from++] as number));
		if (high < 0 || low < 0) return false;
		to[at + n] = high * 16 + low;
	}
	return true;
}

function lower(code: number): number {
	return code >= 65 && code <= 90 ? code + 32 : code;
}

function hexDigit(code: number): number {
	if (code >= 48 && code <= 57) return code - 48;
	return code >= 97 && code <= 102 ? code - 87 : -1;
}
