// An input of `convert`: a path, gzip or not, or `-` for standard input.

import { createReadStream, statSync } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

const CHUNK_BYTES = 256 * 1024;

/** Size in bytes as stored; 0 where it can't be known. */
export function inputSize(file: string): number {
	if (file === "-") return 0;
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The decompressed bytes. Whether it is gzip is told by its first bytes, so a name
 * without `.gz` and standard input work too. `onRead` gets the number of stored
 * bytes of each chunk. Fails on a cut-off gzip stream.
 */
export async function* openInput(
	file: string,
	onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
	const source =
		file === "-"
			? process.stdin
			: createReadStream(file, { highWaterMark: CHUNK_BYTES });
	const stored = counted(source, onRead);
	const first = await stored.next();
	if (first.done) return;
	const all = startingWith(first.value, stored);
	if (!isGzip(first.value)) {
		yield* all;
		return;
	}
	const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
	// The error comes out of the loop below as well.
	pipeline(all, gunzip, () => {});
	yield* gunzip;
}

async function* counted(
	source: AsyncIterable<Buffer>,
	onRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, void> {
	for await (const chunk of source) {
		onRead(chunk.length);
		yield chunk;
	}
}

async function* startingWith(
	first: Buffer,
	rest: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, void> {
	yield first;
	yield* rest;
}

function isGzip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
