// Huffman codes of RFC 1951, section 3.2.2: from counts to code lengths that are limited,
// and from those to codes.

import { DEPTHS, NEXT_CODE, OF_LENGTH, SORTED } from "./layout.ts";

/** Symbols take the lower bits of what is sorted, and counts the rest. */
const SYMBOL_BITS: i32 = 9;
/** Gaps of Shell's sort for some three hundred (Ciura's). */
const GAPS: StaticArray<i32> = [132, 57, 23, 10, 4, 1];

/**
 * Lengths (`u8`) of a code for `symbols` symbols from their counts (`u32`), none longer
 * than `limit`; zero for those that don't occur. At least two must.
 */
export function makeLengths(
	counts: i32,
	symbols: i32,
	limit: i32,
	lengths: i32,
): void {
	memory.fill(lengths, 0, symbols);
	let used = 0;
	for (let symbol = 0; symbol < symbols; symbol++) {
		const count = load<u32>(counts + (symbol << 2));
		if (count !== 0) sorted(used++, (count << SYMBOL_BITS) | symbol);
	}
	sort(used);
	findDepths(used);
	limitLengths(used, limit);
	// The rarest have the longest codes.
	let next = 0;
	for (let length = limit; length > 0; length--) {
		for (let left = ofLength(length); left > 0; left--) {
			const symbol =
				load<u32>(SORTED + (next++ << 2)) & ((1 << SYMBOL_BITS) - 1);
			store<u8>(lengths + symbol, length);
		}
	}
}

/** Codes (`u32`: the code as it is written, first bit lowest, and its length from bit 16 on). */
export function makeCodes(lengths: i32, symbols: i32, codes: i32): void {
	memory.fill(OF_LENGTH, 0, 16 << 2);
	for (let symbol = 0; symbol < symbols; symbol++) {
		const at = OF_LENGTH + ((<i32>load<u8>(lengths + symbol)) << 2);
		store<u32>(at, load<u32>(at) + 1);
	}
	store<u32>(OF_LENGTH, 0);
	let code = 0;
	for (let length = 1; length < 16; length++) {
		code = (code + ofLength(length - 1)) << 1;
		store<u32>(NEXT_CODE + (length << 2), code);
	}
	for (let symbol = 0; symbol < symbols; symbol++) {
		const length: i32 = load<u8>(lengths + symbol);
		if (length === 0) {
			store<u32>(codes + (symbol << 2), 0);
			continue;
		}
		const at = NEXT_CODE + (length << 2);
		const next = load<u32>(at);
		store<u32>(at, next + 1);
		store<u32>(codes + (symbol << 2), reversed(next, length) | (length << 16));
	}
}

function sorted(index: i32, value: i32): void {
	store<u32>(SORTED + (index << 2), value);
}

function sort(used: i32): void {
	for (let pass = 0; pass < GAPS.length; pass++) {
		const gap = unchecked(GAPS[pass]);
		for (let from = gap; from < used; from++) {
			const value = load<u32>(SORTED + (from << 2));
			let to = from;
			for (; to >= gap; to -= gap) {
				const other = load<u32>(SORTED + ((to - gap) << 2));
				if (other <= value) break;
				sorted(to, other);
			}
			sorted(to, value);
		}
	}
}

/** How deep in the tree each of the sorted is: Moffat and Katajainen, in place (1995). */
function findDepths(used: i32): void {
	for (let n = 0; n < used; n++) {
		depth(n, load<u32>(SORTED + (n << 2)) >>> SYMBOL_BITS);
	}
	// Counts to parents, joining the two rarest of leaves and joined ones.
	let root = 0;
	let leaf = 0;
	for (let next = 0; next < used - 1; next++) {
		let sum = 0;
		for (let child = 0; child < 2; child++) {
			if (leaf >= used || (root < next && depthOf(root) < depthOf(leaf))) {
				sum += depthOf(root);
				depth(root++, next);
			} else {
				sum += depthOf(leaf++);
			}
		}
		depth(next, sum);
	}
	// Parents to depths of joined ones, from the root down.
	depth(used - 2, 0);
	for (let n = used - 3; n >= 0; n--) depth(n, depthOf(depthOf(n)) + 1);
	// Those to depths of leaves.
	let free = 1;
	let inner = used - 2;
	let next = used - 1;
	for (let level = 0; free > 0; level++) {
		let joined = 0;
		while (inner >= 0 && depthOf(inner) === level) {
			joined++;
			inner--;
		}
		for (; free > joined; free--) depth(next--, level);
		free = 2 * joined;
	}
}

/** Counts how many codes there are of each length, once those beyond the limit are within it. */
function limitLengths(used: i32, limit: i32): void {
	memory.fill(OF_LENGTH, 0, (limit + 1) << 2);
	for (let n = 0; n < used; n++) add(min(depthOf(n), limit), 1);
	// In units of the longest code; all codes together have 2^limit of them.
	let taken = 0;
	for (let length = 1; length <= limit; length++) {
		taken += ofLength(length) << (limit - length);
	}
	for (; taken > 1 << limit; taken--) {
		// A longest code goes beside a shorter one, which is a bit longer from then on.
		let shorter = limit - 1;
		while (ofLength(shorter) === 0) shorter--;
		add(limit, -1);
		add(shorter, -1);
		add(shorter + 1, 2);
	}
}

function add(length: i32, difference: i32): void {
	store<i32>(OF_LENGTH + (length << 2), ofLength(length) + difference);
}

function ofLength(length: i32): i32 {
	return load<i32>(OF_LENGTH + (length << 2));
}

function depth(index: i32, value: i32): void {
	store<i32>(DEPTHS + (index << 2), value);
}

function depthOf(index: i32): i32 {
	return load<i32>(DEPTHS + (index << 2));
}

function reversed(code: i32, length: i32): i32 {
	let result = 0;
	for (let bit = 0; bit < length; bit++) {
		result = (result << 1) | ((code >>> bit) & 1);
	}
	return result;
}
