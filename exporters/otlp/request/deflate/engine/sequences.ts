// What LZ77 makes of the input, until there is enough of it for a block: runs of
// literals, each followed by a match. Of each of these sequences two `u32` are kept: how
// many literals, and from bit 9 down the length of the match; and its distance.
//
// Invariant: all before `literalStart` is in sequences or in blocks that are written, and
// everything behind it up to the next match is literals.

import { writeBlock } from "./blocks.ts";
import { INPUT, MAX_SEQUENCES, SEQUENCES } from "./layout.ts";
import { LEAST_MATCH, MAX_MATCH } from "./symbols.ts";

export let count: i32 = 0;
let literalStart: i32 = 0;

export function begin(): void {
	count = 0;
	literalStart = 0;
}

/** `length` bytes at `position` are those `distance` before; at least as many as a match may be short. */
export function addMatch(position: i32, length: i32, distance: i32): void {
	const back = bytesBefore(position, distance);
	let literals = position - back - literalStart;
	let left = length + back;
	while (left > MAX_MATCH) {
		// Whatever is left is a match, too.
		const part =
			left - MAX_MATCH < LEAST_MATCH ? MAX_MATCH - LEAST_MATCH : MAX_MATCH;
		add(literals, part, distance);
		literals = 0;
		left -= part;
	}
	add(literals, left, distance);
}

/** Up to eight literals right before the match belong to it, too. */
function bytesBefore(position: i32, distance: i32): i32 {
	const at = INPUT - 8 + position;
	const different = load<u64>(at) ^ load<u64>(at - distance);
	const equal = <i32>(clz(different) >> 3);
	return min(equal, min(position - literalStart, position - distance));
}

function add(literals: i32, length: i32, distance: i32): void {
	const at = SEQUENCES + (count << 3);
	store<u32>(at, (literals << 9) | length);
	store<u32>(at, distance, 4);
	literalStart += literals + length;
	if (++count === MAX_SEQUENCES) {
		writeBlock(count, literalStart, false);
		count = 0;
	}
}
