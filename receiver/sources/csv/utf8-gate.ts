// Says whether a stream of chunks can hold bytes that are not UTF-8, at the cost
// of one native scan a chunk. A character cut by a chunk's end is no fault.

import { isUtf8 } from "node:buffer";

/** Returns whether the chunk, or the character that ended in it, is broken. */
export function createUtf8Gate(): (chunk: Buffer) => boolean {
	let cut: Buffer = Buffer.alloc(0);
	return (chunk) => {
		if (cut.length === 0 && isUtf8(chunk)) return false;
		const whole = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
		const end = whole.length - cutLength(whole);
		cut = Buffer.from(whole.subarray(end));
		return !isUtf8(whole.subarray(0, end));
	};
}

/** How many bytes at the end begin a character that is not finished. */
function cutLength(bytes: Buffer): number {
	for (let back = 1; back <= 3 && back <= bytes.length; back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte < 0x80) return 0;
		if (byte < 0xc0) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		return length > back ? back : 0;
	}
	return 0;
}
