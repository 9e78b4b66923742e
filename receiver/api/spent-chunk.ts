// Gives the memory of a body's chunk back at once. Left to the garbage collector, a
// file's chunks have V8 collect its whole heap again and again: they lie outside of it,
// and outlive its young generation.

import { CHUNK_BYTES } from "./answer-body.ts";

/**
 * The chunk, and every one before it, has been read and will not be looked at again. A
 * no-op unless it is the end of a buffer that inflating has filled, which nothing else
 * refers to then.
 */
export function discardChunk({
	buffer,
	byteOffset,
	byteLength,
}: Uint8Array): void {
	const isWhole =
		buffer.byteLength === CHUNK_BYTES &&
		byteOffset + byteLength === CHUNK_BYTES;
	if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
