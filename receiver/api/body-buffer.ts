// Where the chunks of a body become one. Used again for the next page, and the next
// window: two megabytes anew for each would count as garbage outside of V8's heap, and
// have V8 collect its whole heap for every few pages.

import { discardChunk, discardLastChunk } from "../../pipeline/spent-chunk.ts";

export interface BodyBuffer {
	/** What was added since `begin`. Good until then. */
	readonly content: Buffer;
	begin(): void;
	/** Takes a copy, and gives the chunk's memory back. */
	add(chunk: Buffer): void;
	/** No more is inflated. */
	end(): void;
	/** Gives its own memory back. */
	free(): void;
}

export function createBodyBuffer(): BodyBuffer {
	let bytes = Buffer.allocUnsafeSlow(0);
	let length = 0;
	let last: Buffer | undefined;

	function makeRoom(size: number): void {
		if (size <= bytes.length) return;
		const small = bytes;
		bytes = Buffer.allocUnsafeSlow(Math.max(size, 2 * small.length));
		small.copy(bytes, 0, 0, length);
		release(small);
	}

	return {
		get content() {
			return bytes.subarray(0, length);
		},
		begin() {
			length = 0;
			last = undefined;
		},
		add(chunk) {
			makeRoom(length + chunk.length);
			chunk.copy(bytes, length);
			length += chunk.length;
			discardChunk(chunk);
			last = chunk;
		},
		end() {
			if (last !== undefined) discardLastChunk(last);
		},
		free() {
			release(bytes);
			bytes = Buffer.allocUnsafeSlow(0);
			length = 0;
		},
	};
}

function release({ buffer }: Buffer): void {
	if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
