// Blocks of RFC 1951. The symbols of a block are counted before it is written, so that its
// codes fit; of a long one a sample is enough, and a quarter of the work.

import {
	alignToByte,
	moveTo,
	output,
	put,
	waiting,
	waitingBits,
} from "./bits.ts";
import { writeCodes } from "./code-lengths.ts";
import {
	DISTANCE_CODES,
	DISTANCE_COUNTS,
	INPUT,
	LENGTH_CODES,
	LENGTH_SYMBOLS,
	LITERAL_CODES,
	LITERAL_COUNTS,
	SEQUENCES,
} from "./layout.ts";
import {
	DISTANCE_SYMBOLS,
	distanceSymbol,
	END_OF_BLOCK,
	LITERAL_SYMBOLS,
} from "./symbols.ts";

const STORED: i32 = 0;
const DYNAMIC: i32 = 2;
const MAX_STORED: i32 = 65535;
const STORED_HEADER: i32 = 5;

/** Of so many sequences and more, one in STEP is counted. */
const MANY: i32 = 4096;
const STEP: i32 = 4;

/** Of the input. */
let blockStart: i32 = 0;

export function begin(address: i32): void {
	moveTo(address, 0, 0);
	blockStart = 0;
}

/** The sequences that there are, and literals up to `end`. */
export function writeBlock(count: i32, end: i32, isLast: bool): void {
	countSymbols(count, end);
	put((isLast ? 1 : 0) | (DYNAMIC << 1), 3);
	writeCodes();
	writeSequences(count, end);
	blockStart = end;
}

/** Of so many bytes. */
export function storedSize(length: i32): i32 {
	return (
		length + STORED_HEADER * max(1, (length + MAX_STORED - 1) / MAX_STORED)
	);
}

/** All of the input as it is. */
export function writeStored(address: i32, length: i32): void {
	moveTo(address, 0, 0);
	let at = 0;
	do {
		const part = min(length - at, MAX_STORED);
		put((at + part === length ? 1 : 0) | (STORED << 1), 3);
		alignToByte();
		put(part | ((part ^ MAX_STORED) << 16), 32);
		memory.copy(output, INPUT + at, part);
		moveTo(output + part, 0, 0);
		at += part;
	} while (at < length);
}

function countSymbols(count: i32, end: i32): void {
	clearCounts();
	const step = count < MANY ? 1 : STEP;
	let at = blockStart;
	for (let n = 0; n < count; n++) {
		const sequence = SEQUENCES + (n << 3);
		const literalsAndLength = load<u32>(sequence);
		const literals: i32 = literalsAndLength >>> 9;
		const length: i32 = literalsAndLength & 511;
		if (n % step === 0) {
			countLiterals(at, at + literals);
			increment(LITERAL_COUNTS, load<u16>(LENGTH_SYMBOLS + (length << 1)));
			increment(DISTANCE_COUNTS, distanceSymbol(load<i32>(sequence, 4) - 1));
		}
		at += literals + length;
	}
	countLiterals(at, end);
}

function countLiterals(from: i32, end: i32): i32 {
	let at = from;
	while (at < end) increment(LITERAL_COUNTS, load<u8>(INPUT + at++));
	return at;
}

/** Any symbol may come, so each has a count. */
function clearCounts(): void {
	for (let n = 0; n < LITERAL_SYMBOLS; n++) {
		store<u32>(LITERAL_COUNTS + (n << 2), 1);
	}
	for (let n = 0; n < DISTANCE_SYMBOLS; n++) {
		store<u32>(DISTANCE_COUNTS + (n << 2), 1);
	}
}

function increment(counts: i32, symbol: i32): void {
	const at = counts + (symbol << 2);
	store<u32>(at, load<u32>(at) + 1);
}

/** The bits are those of bits.ts, in registers. */
function writeSequences(count: i32, end: i32): void {
	let at = blockStart;
	let to = output;
	let bits = waiting;
	let bitCount = waitingBits;
	for (let n = 0; n <= count; n++) {
		const sequence = SEQUENCES + (n << 3);
		const isEnd = n === count;
		const literalsAndLength: u32 = isEnd
			? (end - at) << 9
			: load<u32>(sequence);
		const literalEnd = at + (literalsAndLength >>> 9);
		// Three codes are 45 bits at most.
		for (; at + 3 <= literalEnd; at += 3) {
			const first = literalCode(at);
			const second = literalCode(at + 1);
			const third = literalCode(at + 2);
			const firstTwo = (first >>> 16) + (second >>> 16);
			const codes =
				codeBits(first) |
				(codeBits(second) << (first >>> 16)) |
				(codeBits(third) << firstTwo);
			bits |= codes << bitCount;
			bitCount += firstTwo + (third >>> 16);
			store<u64>(to, bits);
			to += bitCount >>> 3;
			bits >>= bitCount & 56;
			bitCount &= 7;
		}
		for (; at < literalEnd; at++) {
			const code = literalCode(at);
			bits |= codeBits(code) << bitCount;
			bitCount += code >>> 16;
			store<u64>(to, bits);
			to += bitCount >>> 3;
			bits >>= bitCount & 56;
			bitCount &= 7;
		}
		if (isEnd) break;
		const length: i32 = literalsAndLength & 511;
		at += length;
		const lengthCode = load<u32>(LENGTH_CODES + (length << 2));
		bits |= (<u64>(lengthCode & 0xffffff)) << bitCount;
		bitCount += lengthCode >>> 24;
		const distance = load<i32>(sequence, 4) - 1;
		const code = load<u32>(DISTANCE_CODES + (distanceSymbol(distance) << 2));
		const extraBits = 30 - clz(distance | 2);
		const extra = distance & ((1 << extraBits) - 1);
		bits |= (codeBits(code) | ((<u64>extra) << (code >>> 16))) << bitCount;
		bitCount += (code >>> 16) + extraBits;
		store<u64>(to, bits);
		to += bitCount >>> 3;
		bits >>= bitCount & 56;
		bitCount &= 7;
	}
	moveTo(to, bits, bitCount);
	const code = load<u32>(LITERAL_CODES + (END_OF_BLOCK << 2));
	put(code & 0xffff, code >>> 16);
}

function literalCode(position: i32): u32 {
	const literal: i32 = load<u8>(INPUT + position);
	return load<u32>(LITERAL_CODES + (literal << 2));
}

function codeBits(code: u32): u64 {
	return code & 0xffff;
}
