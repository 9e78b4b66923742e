// The input, by positions in it.
//
// Invariant: a position that is computed from what the input says is compared with its end
// before bytes there count; loads alone may go a few bytes past either end.

import { INPUT } from "./layout.ts";
import { WINDOW } from "./symbols.ts";

let end: i32 = 0;

export function begin(length: i32): void {
	end = length;
}

export function byte(position: i32): i32 {
	return load<u8>(INPUT + position);
}

export function word(position: i32): i32 {
	return load<i32>(INPUT + position);
}

/**
 * How many bytes at `position` are as those at `before`. None unless that is before it in
 * the window, so whatever is equal may be a match.
 */
export function matchLength(position: i32, before: i32): i32 {
	const distance = position - before;
	if (<u32>(distance - 1) >= <u32>WINDOW) return 0;
	let at = position;
	while (at <= end - 16) {
		const here = INPUT + at;
		const equal = i8x16.bitmask(
			i8x16.eq(v128.load(here), v128.load(here - distance)),
		);
		if (equal !== 0xffff) return at - position + ctz(~equal);
		at += 16;
	}
	while (at < end && byte(at) === byte(at - distance)) at++;
	return at - position;
}
