// Gives the memory of a chunk that zlib has written back at once. Left to the garbage
// collector, chunks have V8 collect its whole heap again and again: they lie outside of
// it, and outlive its young generation.

/** Of zlib's buffers; chunks share them. Big enough that CSV parsing works on long stretches. */
export const CHUNK_BYTES = 256 * 1024;

/**
 * The chunk, and every one before it, has been read and will not be looked at again. A
 * no-op unless it is the end of a buffer that zlib has filled, which nothing else refers
 * to then.
 */
export function discardChunk(chunk: Uint8Array): void {
	const { buffer, byteOffset, byteLength } = chunk;
	if (byteOffset + byteLength === buffer.byteLength) discardLastChunk(chunk);
}

/** The same of a chunk with which its body has ended: nothing more is written into its buffer. */
export function discardLastChunk({ buffer }: Uint8Array): void {
	if (buffer instanceof ArrayBuffer && buffer.byteLength === CHUNK_BYTES) {
		buffer.transfer(0);
	}
}
