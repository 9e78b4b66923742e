// Where the last whole request of a file ends.

import type { FileHandle } from "node:fs/promises";

const CHUNK_BYTES = 64 * 1024;

/** The position behind the last `end` among the first `size` bytes, 0 when there is none. Reads backwards. */
export async function findEnd(
	file: FileHandle,
	size: number,
	end: Uint8Array,
): Promise<number> {
	for (let to = size; to > 0; ) {
		const from = Math.max(0, to - CHUNK_BYTES);
		const chunk = await readRange(file, from, to);
		const at = chunk.lastIndexOf(end);
		if (at >= 0) return from + at + end.length;
		if (from === 0) break;
		// It may lie across the border of two chunks.
		to = from + end.length - 1;
	}
	return 0;
}

/** Shorter when the file is. */
export async function readRange(
	file: FileHandle,
	from: number,
	to: number,
): Promise<Buffer> {
	const buffer = Buffer.alloc(to - from);
	let filled = 0;
	while (filled < buffer.length) {
		const { bytesRead } = await file.read(
			buffer,
			filled,
			buffer.length - filled,
			from + filled,
		);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return buffer.subarray(0, filled);
}
