// Finds what repeats in a request. Fields of a record look like those of the records
// before, so matches are looked for where a field begins that is not covered yet, and
// nowhere else but at the words of its value.
//
// Invariant: what is matched was compared byte by byte. Everything that is read of the
// structure only says where to look, so bytes that lie cost matches, never correctness.

import { byte, matchLength, word } from "./input.ts";
import {
	IN_VAIN,
	SAME_FIELD,
	SAME_KEY,
	SAME_SIZE,
	SAME_WORD,
	SEPARATORS,
	TABLE_BITS,
	TABLES_END,
} from "./layout.ts";
import { addMatch } from "./sequences.ts";
import { WINDOW } from "./symbols.ts";

/** Shorter ones save next to nothing. */
const LEAST: i32 = 4;
/** Beyond the window of any position. */
const NOWHERE: i32 = -WINDOW - 1;

/** Keys whose values had no known word so often in a row, like ids, are tried once in as many times. */
const PATIENCE: i32 = 16;

/** Multipliers that spread bits (Knuth's, and two of xxHash's primes). */
const SPREAD: i32 = 0x9e3779b1;
const SPREAD_SIZE: i32 = 0x85ebca77;
const SPREAD_TAIL: i32 = 0xc2b2ae3d;

/** All before is in a match, or given up as literals. */
export let covered: i32 = 0;

export function begin(): void {
	covered = 0;
	for (let at = SAME_FIELD; at < TABLES_END; at += 4) store<i32>(at, NOWHERE);
	memory.fill(IN_VAIN, 0, 1 << TABLE_BITS);
}

/** What the value of a field with this key, or this tag, looks like is remembered under it. */
export function hashOfKey(start: i32, length: i32): i32 {
	// Keys share how they begin.
	const middle = word(start + (length >> 1));
	const last = word(start + length - 4);
	return (last ^ (length << 24) ^ (middle * SPREAD_SIZE)) * SPREAD;
}

export function hashOfTag(tag: i32): i32 {
	return tag * SPREAD;
}

/** A field from its tag on: `header` bytes of tag and length, then perhaps a key, then the value. */
export function matchField(
	start: i32,
	header: i32,
	value: i32,
	fieldEnd: i32,
	keyHash: i32,
): void {
	const size = fieldEnd - start;
	const sizeHash = (keyHash ^ size) * SPREAD_SIZE;
	const tail = word(fieldEnd - 4) ^ (word(fieldEnd - 8) * SPREAD_TAIL);
	const sameField = slot(SAME_FIELD, (sizeHash ^ tail) * SPREAD);
	const sameSize = slot(SAME_SIZE, sizeHash);
	const sameKey = slot(SAME_KEY, keyHash);
	if (covered < fieldEnd) {
		cover(
			start,
			header,
			value,
			fieldEnd,
			load<i32>(sameField),
			load<i32>(sameSize),
			load<i32>(sameKey),
			IN_VAIN + (keyHash >>> (32 - TABLE_BITS)),
		);
	}
	store<i32>(sameField, start);
	store<i32>(sameSize, start);
	store<i32>(sameKey, start);
}

function cover(
	start: i32,
	header: i32,
	value: i32,
	fieldEnd: i32,
	sameField: i32,
	sameSize: i32,
	sameKey: i32,
	inVain: i32,
): void {
	let at = max(covered, start);
	if (start - sameField <= WINDOW) {
		const length = matchLength(at, at - start + sameField);
		if (at + length >= fieldEnd) {
			if (length >= LEAST) addMatch(at, length, start - sameField);
			covered = at + length;
			return;
		}
	}
	if (start - sameSize <= WINDOW) {
		const length = matchLength(at, at - start + sameSize);
		if (length >= LEAST) {
			const matchEnd = at + length;
			if (matchEnd > value && at <= value && fieldEnd - matchEnd > LEAST) {
				// The values begin alike by chance; the text before may have this one.
				const known = exchangeWord(value);
				if (value - known <= WINDOW) {
					const other = matchLength(value, known);
					if (value + other > matchEnd + 2) {
						if (value - at >= LEAST) addMatch(at, value - at, start - sameSize);
						addMatch(value, other, value - known);
						covered = value + other;
						return;
					}
				}
			}
			addMatch(at, length, start - sameSize);
			at = matchEnd;
		}
	} else {
		// Of another size: the key, from behind the size on.
		const other = sameKey + (byte(sameKey + 1) < 128 ? 2 : 3);
		const key = start + header;
		if (start - sameKey < WINDOW - 4 && at <= key) {
			const length = matchLength(key, other);
			if (length >= LEAST) {
				addMatch(key, length, key - other);
				at = key + length;
			}
		}
	}
	if (fieldEnd - at >= LEAST) {
		const times: i32 = load<u8>(inVain);
		if (times < PATIENCE || times % PATIENCE === 0) {
			at = matchWords(max(at, value), at <= value, fieldEnd, at, inVain);
		} else {
			store<u8>(inVain, times === 255 ? PATIENCE : times + 1);
		}
	}
	covered = max(at, fieldEnd);
}

/** Looks for known words from `from` on; returns where the last match has ended. */
function matchWords(
	from: i32,
	atWord: bool,
	fieldEnd: i32,
	matched: i32,
	inVain: i32,
): i32 {
	let at = from;
	let begins = atWord;
	let found = false;
	while (at <= fieldEnd - LEAST) {
		if (begins) {
			const known = exchangeWord(at);
			if (at - known <= WINDOW) {
				const length = matchLength(at, known);
				if (length >= LEAST) {
					addMatch(at, length, at - known);
					at += length;
					matched = at;
					found = true;
					continue;
				}
			}
		}
		begins = load<u8>(SEPARATORS + byte(at++)) !== 0;
	}
	const times: i32 = load<u8>(inVain);
	if (found) store<u8>(inVain, 0);
	else if (times < 255) store<u8>(inVain, times + 1);
	return matched;
}

/** Where the word at `position` was last, which it now is here. */
function exchangeWord(position: i32): i32 {
	const at = slot(SAME_WORD, word(position) * SPREAD);
	const known = load<i32>(at);
	store<i32>(at, position);
	return known;
}

function slot(table: i32, hash: i32): i32 {
	return table + ((hash >>> (32 - TABLE_BITS)) << 2);
}

/** Words are what letters and digits make; so is what is not ASCII. */
export function listSeparators(): void {
	for (let byte = 0; byte < 256; byte++) {
		const letter = (byte | 32) - 97;
		const digit = byte - 48;
		const inWord =
			byte >= 128 || (letter >= 0 && letter < 26) || (digit >= 0 && digit < 10);
		store<u8>(SEPARATORS + byte, inWord ? 0 : 1);
	}
}
