// Finds the cells of a CSV file's rows as ranges of bytes. Invariants: a row that it
// hands out is what RFC 4180 says without a doubt, and the same whatever the chunks in
// which the bytes came; a row that is anything else it calls odd and leaves where it is.

import { find } from "./bytes.ts";
import {
	CELLS,
	COLUMNS,
	END,
	ENDS,
	ESCAPED,
	ESCAPED_COUNT,
	INCOMPLETE,
	NEXT,
	ODD,
	ROW,
	START,
	STARTS,
} from "./layout.ts";

const LF: i32 = 10;
const CR: i32 = 13;
const QUOTE: i32 = 34;
const COMMA: i32 = 44;

function passBlankLines(from: i32, end: i32): i32 {
	let at = from;
	while (at < end) {
		const byte: i32 = load<u8>(at);
		if (byte === LF) at++;
		else if (byte === CR && at + 1 < end && load<u8>(at + 1) === LF) at += 2;
		else break;
	}
	return at;
}

/** Where an unquoted cell ends: at a comma, a line end or a quote. */
function endOfBare(start: i32): i32 {
	let at = start;
	let byte: i32 = load<u8>(at);
	while (byte !== COMMA && byte !== LF && byte !== QUOTE) byte = load<u8>(++at);
	return at;
}

/** Looks at the row behind the last one that was passed: ROW, INCOMPLETE or ODD. */
export function scan(): i32 {
	const end: i32 = load<i32>(END);
	const columns = 4 * load<i32>(COLUMNS);
	let at = passBlankLines(load<i32>(START), end);
	store<i32>(START, at);
	// Ends every search, so that no loop looks for the end of the bytes.
	store<u8>(end, <u8>QUOTE);
	let escaped = 0;
	for (let cell = 0; ; cell += 4) {
		if (at >= end) return INCOMPLETE;
		let start = at;
		let stop: i32;
		if (load<u8>(at) === QUOTE) {
			start = ++at;
			for (;;) {
				at = find(QUOTE, at);
				// One byte behind a quote decides what it is.
				if (at + 1 >= end) return INCOMPLETE;
				if (load<u8>(at + 1) !== QUOTE) break;
				if (
					cell < columns &&
					(escaped === 0 || load<i32>(ESCAPED + escaped - 4) !== cell)
				) {
					store<i32>(ESCAPED + escaped, cell);
					escaped += 4;
				}
				at += 2;
			}
			stop = at++;
		} else {
			at = endOfBare(at);
			if (at >= end) return INCOMPLETE;
			if (load<u8>(at) === QUOTE) return ODD;
			stop = at;
			if (load<u8>(at) === LF && stop > start && load<u8>(stop - 1) === CR)
				stop--;
		}
		if (cell < columns) {
			store<i32>(STARTS + cell, start);
			store<i32>(ENDS + cell, stop);
		}
		const byte: i32 = load<u8>(at);
		if (byte === COMMA) {
			at++;
			continue;
		}
		if (byte === CR) {
			if (at + 1 >= end) return INCOMPLETE;
			if (load<u8>(++at) !== LF) return ODD;
		} else if (byte !== LF) return ODD;
		store<i32>(CELLS, (cell >> 2) + 1);
		store<i32>(NEXT, at + 1);
		store<i32>(ESCAPED_COUNT, escaped >> 2);
		return ROW;
	}
}

/** Leaves one quote of two in the cells of the scanned row: in place, so it can't be scanned again. */
export function joinQuotes(): void {
	const escaped = 4 * load<i32>(ESCAPED_COUNT);
	for (let n = 0; n < escaped; n += 4) joinQuotesOf(load<i32>(ESCAPED + n));
	store<i32>(ESCAPED_COUNT, 0);
}

function joinQuotesOf(cell: i32): void {
	const end: i32 = load<i32>(ENDS + cell);
	let to: i32 = load<i32>(STARTS + cell);
	for (let at = to; at < end; at++) {
		const byte = load<u8>(at);
		if (byte === QUOTE) at++;
		store<u8>(to++, byte);
	}
	store<i32>(ENDS + cell, to);
}
