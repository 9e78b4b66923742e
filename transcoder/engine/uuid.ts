// The bytes of a UUID, as its digits say them.

import { hexDigit } from "./hex.ts";

const DASH: i32 = 45;
const LENGTH: i32 = 36;

/** Writes the 16 bytes of a UUID; false when the text is none, as in pipeline/uid-bytes.ts. */
export function writeUuid(start: i32, end: i32, to: i32): bool {
	if (end - start !== LENGTH) return false;
	let at = start;
	for (let n = 0; n < 16; n++) {
		const isPart = n === 4 || n === 6 || n === 8 || n === 10;
		if (isPart && load<u8>(at++) !== DASH) return false;
		const high = hexDigit(load<u8>(at));
		const low = hexDigit(load<u8>(at + 1));
		if ((high | low) < 0) return false;
		store<u8>(to + n, <u8>(16 * high + low));
		at += 2;
	}
	return true;
}
