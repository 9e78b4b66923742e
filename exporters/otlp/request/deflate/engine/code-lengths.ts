// The codes of a block, as they are sent before its symbols: as lengths in a code of their
// own, in which one symbol repeats the last length (RFC 1951, section 3.2.7).
//
// Invariant: every symbol has a code, so none is missing in a block of which only a sample
// was counted, and no length is zero. There are at least two different symbols in the code of
// lengths: 286 symbols can't all have codes of one length.

import { put } from "./bits.ts";
import { makeCodes, makeLengths } from "./codes.ts";
import {
	CODE_LENGTHS,
	DISTANCE_CODES,
	DISTANCE_COUNTS,
	LENGTH_CODES,
	LENGTH_EXTRA,
	LENGTH_EXTRA_BITS,
	LENGTH_SYMBOLS,
	LITERAL_CODES,
	LITERAL_COUNTS,
	RUN_CODES,
	RUN_COUNTS,
	RUN_LENGTHS,
	RUNS,
} from "./layout.ts";
import {
	DISTANCE_SYMBOLS,
	LEAST_MATCH,
	LITERAL_SYMBOLS,
	MAX_MATCH,
} from "./symbols.ts";

/** A length, a distance and their extra bits go into 57 bits at once. */
const MAX_CODE: i32 = 15;
const MAX_RUN_CODE: i32 = 7;

const RUN_SYMBOLS: i32 = 19;
const REPEAT: i32 = 16;
const LEAST_REPEAT: i32 = 3;
const MOST_REPEAT: i32 = 6;
/** In which the lengths of that code are sent. */
const RUN_ORDER: StaticArray<u8> = [
	16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/** Makes the codes from the counts, and writes their lengths. */
export function writeCodes(): void {
	const distanceLengths = CODE_LENGTHS + LITERAL_SYMBOLS;
	makeLengths(LITERAL_COUNTS, LITERAL_SYMBOLS, MAX_CODE, CODE_LENGTHS);
	makeLengths(DISTANCE_COUNTS, DISTANCE_SYMBOLS, MAX_CODE, distanceLengths);
	makeCodes(CODE_LENGTHS, LITERAL_SYMBOLS, LITERAL_CODES);
	makeCodes(distanceLengths, DISTANCE_SYMBOLS, DISTANCE_CODES);
	listLengthCodes();
	const runs = findRuns(LITERAL_SYMBOLS + DISTANCE_SYMBOLS);
	makeLengths(RUN_COUNTS, RUN_SYMBOLS, MAX_RUN_CODE, RUN_LENGTHS);
	makeCodes(RUN_LENGTHS, RUN_SYMBOLS, RUN_CODES);
	let sent = RUN_SYMBOLS;
	while (sent > 4 && runLength(sent - 1) === 0) sent--;
	put(LITERAL_SYMBOLS - 257, 5);
	put(DISTANCE_SYMBOLS - 1, 5);
	put(sent - 4, 4);
	for (let n = 0; n < sent; n++) put(runLength(n), 3);
	for (let n = 0; n < runs; n++) {
		const run: i32 = load<u16>(RUNS + (n << 1));
		const symbol = run & 255;
		const code = load<u32>(RUN_CODES + (symbol << 2));
		put(code & 0xffff, code >>> 16);
		if (symbol === REPEAT) put(run >>> 8, 2);
	}
}

/** Of each length code and extra bits, as they are written, and from bit 24 on how many they are. */
function listLengthCodes(): void {
	for (let length = LEAST_MATCH; length <= MAX_MATCH; length++) {
		const symbol: i32 = load<u16>(LENGTH_SYMBOLS + (length << 1));
		const code = load<u32>(LITERAL_CODES + (symbol << 2));
		const bits = code >>> 16;
		const extra = (<u32>load<u8>(LENGTH_EXTRA + length)) << bits;
		const all = bits + load<u8>(LENGTH_EXTRA_BITS + length);
		store<u32>(
			LENGTH_CODES + (length << 2),
			(code & 0xffff) | extra | (all << 24),
		);
	}
}

/** Lengths, and above the symbol for a repetition how many there are more than the fewest. */
function findRuns(lengths: i32): i32 {
	memory.fill(RUN_COUNTS, 0, RUN_SYMBOLS << 2);
	let runs = 0;
	for (let at = 0; at < lengths; ) {
		const length: i32 = load<u8>(CODE_LENGTHS + at);
		addRun(runs++, length, 0);
		let next = at + 1;
		while (next < lengths && load<u8>(CODE_LENGTHS + next) === length) next++;
		at++;
		while (next - at >= LEAST_REPEAT) {
			const repeated = min(next - at, MOST_REPEAT);
			addRun(runs++, REPEAT, repeated - LEAST_REPEAT);
			at += repeated;
		}
	}
	return runs;
}

function addRun(run: i32, symbol: i32, more: i32): void {
	const at = RUN_COUNTS + (symbol << 2);
	store<u32>(at, load<u32>(at) + 1);
	store<u16>(RUNS + (run << 1), symbol | (more << 8));
}

function runLength(n: i32): i32 {
	return load<u8>(RUN_LENGTHS + <i32>unchecked(RUN_ORDER[n]));
}
