// The symbols of lengths and distances (RFC 1951, section 3.2.5).

import { LENGTH_EXTRA, LENGTH_EXTRA_BITS, LENGTH_SYMBOLS } from "./layout.ts";

export const LEAST_MATCH: i32 = 3;
export const MAX_MATCH: i32 = 258;
/** How far back a match may lie. */
export const WINDOW: i32 = 32768;

export const END_OF_BLOCK: i32 = 256;
const FIRST_LENGTH: i32 = 257;
/** The longest match has a symbol to itself. */
const LONGEST: i32 = 285;
/** Literals, the end of the block, and lengths. */
export const LITERAL_SYMBOLS: i32 = 286;
export const DISTANCE_SYMBOLS: i32 = 30;

/** Makes the tables of lengths. */
export function listLengths(): void {
	let length = LEAST_MATCH;
	for (let symbol = FIRST_LENGTH; symbol < LONGEST; symbol++) {
		const n = symbol - FIRST_LENGTH;
		const extraBits = n < 8 ? 0 : (n >>> 2) - 1;
		for (let extra = 0; extra < 1 << extraBits; extra++) {
			listLength(length++, symbol, extra, extraBits);
		}
	}
	listLength(MAX_MATCH, LONGEST, 0, 0);
}

function listLength(
	length: i32,
	symbol: i32,
	extra: i32,
	extraBits: i32,
): void {
	store<u16>(LENGTH_SYMBOLS + (length << 1), symbol);
	store<u8>(LENGTH_EXTRA + length, extra);
	store<u8>(LENGTH_EXTRA_BITS + length, extraBits);
}

/** Of a distance less one; its extra bits are the lower ones of that. */
export function distanceSymbol(distance: i32): i32 {
	const bits = 31 - clz(distance | 2);
	return distance < 2 ? distance : 2 * bits + ((distance >>> (bits - 1)) & 1);
}
