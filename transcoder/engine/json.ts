// A string or a number of JSON, from its bytes to those of the text that it means.
// Invariants: what is accepted is JSON, and comes out as JSON.parse and String would have
// it, half a surrogate pair as U+FFFD; what is written lies SLACK bytes or more before
// what is read.

import { copy } from "./bytes.ts";
import { hexDigit } from "./hex.ts";
import { SLACK } from "./layout.ts";

/** In place of where something ends: it is not accepted. */
export const NONE: i32 = 0;

export const QUOTE: i32 = 34;
const PLUS: i32 = 43;
export const MINUS: i32 = 45;
const POINT: i32 = 46;
const SLASH: i32 = 47;
export const ZERO: i32 = 48;
const BACKSLASH: i32 = 92;
const SPACE: i32 = 32;
/** The small ones of b, e, f, n, r, t and u. */
const B: i32 = 98;
const E: i32 = 101;
const F: i32 = 102;
const N: i32 = 110;
const R: i32 = 114;
const T: i32 = 116;
const U: i32 = 117;
const CASE: i32 = 32;
/** `\u` and its digits. */
const UNIT: i32 = 6;
const REPLACEMENT: i32 = 0xfffd;

/** A decimal of no more digits comes back from a double as it was written. */
const EXACT_DIGITS: i32 = 15;
/** The longest that JavaScript writes a number. */
const LONGEST_NUMBER: i32 = 32;

/** Writes a number as JavaScript does, and gives its length; -1 for what is no number of JSON. */
declare function writeNumber(start: i32, end: i32, to: i32): i32;

/** Where the text ends that was written last. */
export let textEnd: i32 = 0;
/** Not 0 when a byte was seen that is not ASCII. */
export let seenHigh: i32 = 0;

export function seeNothing(): void {
	seenHigh = 0;
}

/** From behind the first quote; gives where it is behind the last. */
export function readString(start: i32, target: i32): i32 {
	const quotes = i8x16.splat(<i8>QUOTE);
	const backslashes = i8x16.splat(<i8>BACKSLASH);
	const spaces = i8x16.splat(<i8>SPACE);
	let at = start;
	let to = target;
	while (at !== NONE) {
		const bytes = v128.load(at);
		v128.store(to, bytes);
		seenHigh |= i8x16.bitmask(bytes);
		const ends = i8x16.bitmask(
			v128.or(
				v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)),
				i8x16.lt_u(bytes, spaces),
			),
		);
		if (ends === 0) {
			at += 16;
			to += 16;
			continue;
		}
		const passed = ctz(ends);
		at += passed;
		to += passed;
		const end: i32 = load<u8>(at);
		if (end === QUOTE) {
			textEnd = to;
			return at + 1;
		}
		if (end !== BACKSLASH) return NONE;
		at = readEscape(at, to);
		to = textEnd;
	}
	return NONE;
}

/** From the backslash. */
function readEscape(start: i32, to: i32): i32 {
	const sign: i32 = load<u8>(start + 1);
	if (sign !== U) {
		const meant = meaning(sign);
		store<u8>(to, <u8>meant);
		textEnd = to + 1;
		return meant === 0 ? NONE : start + 2;
	}
	let code = unitAt(start);
	if (code < 0) return NONE;
	let at = start + UNIT;
	if (isSurrogate(code)) {
		const low = isHigh(code) ? unitAt(at) : -1;
		if (isLow(low)) {
			code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			at += UNIT;
		} else code = REPLACEMENT;
	}
	textEnd = writeCharacter(to, code);
	return at;
}

/** Of a sign behind a backslash; 0 when it means nothing. */
function meaning(sign: i32): i32 {
	if (sign === QUOTE || sign === BACKSLASH || sign === SLASH) return sign;
	if (sign === N) return 10;
	if (sign === R) return 13;
	if (sign === T) return 9;
	if (sign === B) return 8;
	return sign === F ? 12 : 0;
}

function isSurrogate(unit: i32): bool {
	return (unit & 0xf800) === 0xd800;
}

function isHigh(unit: i32): bool {
	return (unit & 0xfc00) === 0xd800;
}

function isLow(unit: i32): bool {
	return (unit & ~0x3ff) === 0xdc00;
}

/** What `\u` and four digits say; -1 when they are not there. */
function unitAt(at: i32): i32 {
	if (load<u8>(at) !== BACKSLASH || load<u8>(at + 1) !== U) return -1;
	let unit = 0;
	for (let n = at + 2; n < at + UNIT; n++) {
		const digit = hexDigit(load<u8>(n));
		if (digit < 0) return -1;
		unit = 16 * unit + digit;
	}
	return unit;
}

/** In UTF-8; gives the position behind it. */
function writeCharacter(to: i32, code: i32): i32 {
	if (code < 0x80) {
		store<u8>(to, <u8>code);
		return to + 1;
	}
	if (code < 0x800) {
		store<u8>(to, <u8>(0xc0 | (code >> 6)));
		return writeRest(to + 1, code, 0);
	}
	if (code < 0x1_0000) {
		store<u8>(to, <u8>(0xe0 | (code >> 12)));
		return writeRest(to + 1, code, 6);
	}
	store<u8>(to, <u8>(0xf0 | (code >> 18)));
	return writeRest(to + 1, code, 12);
}

/** Six bits a byte. */
function writeRest(start: i32, code: i32, first: i32): i32 {
	let to = start;
	for (let bits = first; bits >= 0; bits -= 6)
		store<u8>(to++, <u8>(0x80 | ((code >> bits) & 0x3f)));
	return to;
}

/** From its first byte; gives where it is behind the last. */
export function readNumber(start: i32, to: i32): i32 {
	let end = start;
	while (isInNumber(load<u8>(end))) end++;
	if (isPlain(start, end)) {
		copy(to, start, end - start);
		textEnd = to + end - start;
		return end;
	}
	if (to + LONGEST_NUMBER + SLACK > end) return NONE;
	const length = writeNumber(start, end, to);
	textEnd = to + length;
	return length < 0 ? NONE : end;
}

function isInNumber(byte: i32): bool {
	const digit = byte - ZERO;
	return (
		(digit >= 0 && digit <= 9) ||
		byte === POINT ||
		byte === MINUS ||
		byte === PLUS ||
		(byte | CASE) === E
	);
}

/** A number that JavaScript writes in the same way. */
function isPlain(start: i32, end: i32): bool {
	const first = load<u8>(start) === MINUS ? start + 1 : start;
	const length = end - first;
	if (length < 1 || length > EXACT_DIGITS) return false;
	let point = -1;
	for (let at = first; at < end; at++) {
		const byte: i32 = load<u8>(at);
		const digit = byte - ZERO;
		if (digit >= 0 && digit <= 9) continue;
		if (byte !== POINT || point >= 0) return false;
		point = at;
	}
	const beginsWithZero = load<u8>(first) === ZERO;
	if (point < 0) return !beginsWithZero || (length === 1 && first === start);
	return (
		!beginsWithZero &&
		point > first &&
		point < end - 1 &&
		load<u8>(end - 1) !== ZERO
	);
}
