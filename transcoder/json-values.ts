// A string or a number of JSON, from its bytes to those of the text that it means.
// Invariant: what is accepted is JSON, and comes out as JSON.parse and String would have
// it, half a surrogate pair as U+FFFD; what is not accepted may have moved the cursor.

import { type ByteStore, reserve } from "./byte-store.ts";

const QUOTE = 34;
const MINUS = 45;
const DOT = 46;
const BACKSLASH = 92;
const SPACE = 32;
/** The longest that JavaScript writes a number. */
const LONGEST_NUMBER = 32;
/** A decimal of no more digits comes back from a double as it was written. */
const EXACT_DIGITS = 15;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const REPLACEMENT = 0xfffd;

const UNICODE = "u".charCodeAt(0);
/** What a sign behind a backslash means; 0 for one that means nothing. */
const MEANT = new Uint8Array(256);
for (const [sign, meant] of Object.entries({
	'"': '"',
	"\\": "\\",
	"/": "/",
	b: "\b",
	f: "\f",
	n: "\n",
	r: "\r",
	t: "\t",
}))
	MEANT[sign.charCodeAt(0)] = meant.charCodeAt(0);

const isOneOf = (signs: string) => {
	const table = new Uint8Array(256);
	for (const byte of Buffer.from(signs)) table[byte] = 1;
	return table;
};
const IN_NUMBER = isOneOf("+-.0123456789eE");
const IN_HEX = isOneOf("0123456789abcdefABCDEF");

/** Where is read, and where is written: there is room for as many bytes as are left to read. */
export interface Cursor {
	from: Uint8Array;
	at: number;
	readonly store: ByteStore;
	to: number;
}

/** From behind the first quote to behind the last. */
export function readString(cursor: Cursor): boolean {
	const { from } = cursor;
	const { bytes } = cursor.store;
	let { at, to } = cursor;
	for (;;) {
		const byte = from[at] as number;
		if (byte === QUOTE) break;
		if (byte === BACKSLASH) {
			cursor.at = at + 1;
			cursor.to = to;
			if (!readEscape(cursor)) return false;
			at = cursor.at;
			to = cursor.to;
			continue;
		}
		// Nor is it so where the bytes have ended.
		if (!(byte >= SPACE)) return false;
		bytes[to++] = byte;
		at++;
	}
	cursor.at = at + 1;
	cursor.to = to;
	return true;
}

/** Behind the backslash. */
function readEscape(cursor: Cursor): boolean {
	const { from, store } = cursor;
	const sign = from[cursor.at++] as number;
	const meant = MEANT[sign] ?? 0;
	if (meant > 0) {
		store.bytes[cursor.to++] = meant;
		return true;
	}
	const unit = sign === UNICODE ? hexAt(from, cursor.at) : -1;
	if (unit < 0) return false;
	cursor.at += 4;
	let code = unit;
	if (isSurrogate(unit)) {
		const pair = pairAt(from, cursor.at, unit);
		if (pair > 0) cursor.at += 6;
		code = pair > 0 ? pair : REPLACEMENT;
	}
	const text = Buffer.from(String.fromCodePoint(code));
	store.bytes.set(text, cursor.to);
	cursor.to += text.length;
	return true;
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;

/** The character whose other half is written here; 0 when it is not. */
function pairAt(from: Uint8Array, at: number, high: number): number {
	if (high >= 0xdc00 || from[at] !== BACKSLASH || from[at + 1] !== UNICODE)
		return 0;
	const low = hexAt(from, at + 2);
	if (low < 0xdc00 || low > 0xdfff) return 0;
	return 0x1_0000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

/** Four digits; -1 when they are none. */
function hexAt(from: Uint8Array, at: number): number {
	for (let n = at; n < at + 4; n++)
		if (IN_HEX[from[n] as number] !== 1) return -1;
	return Number.parseInt(String.fromCharCode(...from.subarray(at, at + 4)), 16);
}

/** From its first byte to behind its last. */
export function readNumber(cursor: Cursor): boolean {
	const { from, store } = cursor;
	const start = cursor.at;
	let end = start;
	while (IN_NUMBER[from[end] as number] === 1) end++;
	cursor.at = end;
	if (isPlain(from, start, end)) {
		for (let n = start; n < end; n++)
			store.bytes[cursor.to++] = from[n] as number;
		return true;
	}
	const written = String.fromCharCode(...from.subarray(start, end));
	if (!NUMBER.test(written)) return false;
	const text = Buffer.from(String(Number(written)));
	reserve(store, cursor.to + LONGEST_NUMBER + from.length - end);
	store.bytes.set(text, cursor.to);
	cursor.to += text.length;
	return true;
}

/** A number that JavaScript writes in the same way. */
function isPlain(from: Uint8Array, start: number, end: number): boolean {
	const first = from[start] === MINUS ? start + 1 : start;
	const length = end - first;
	if (length < 1 || length > EXACT_DIGITS) return false;
	let dot = -1;
	for (let n = first; n < end; n++) {
		const digit = (from[n] as number) - 48;
		if (digit >= 0 && digit <= 9) continue;
		if (from[n] !== DOT || dot >= 0) return false;
		dot = n;
	}
	const zero = from[first] === 48;
	if (dot < 0) return !zero || (length === 1 && first === start);
	return !zero && dot > first && dot < end - 1 && from[end - 1] !== 48;
}
