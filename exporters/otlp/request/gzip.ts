// The one compression: every backend takes gzip, and not every one another.

import { promisify } from "node:util";
import {
	constants,
	createGzip,
	type Gzip,
	gunzip,
	gzip,
	type ZlibReset,
} from "node:zlib";

/**
 * Measured on Login records in Protobuf (1,161 bytes each): level 1 makes 129 bytes
 * of a record in 4.2 µs of CPU, level 6 makes 116 in 9.3 µs. A tenth fewer bytes are
 * not worth twice the time of the largest stage after mapping and encoding.
 */
const GZIP_LEVEL = 1;

/** In one piece, as a rule: each piece costs a way through libuv's threads and a copy. */
const MIN_CHUNK_BYTES = 1024;
const MAX_CHUNK_BYTES = 1024 * 1024;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

export function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
	return compress(bytes, {
		level: GZIP_LEVEL,
		chunkSize: chunkOf(bytes.byteLength / 4),
	});
}

export function gunzipped(bytes: Uint8Array): Promise<Uint8Array> {
	return decompress(bytes, { chunkSize: chunkOf(bytes.byteLength * 4) });
}

function chunkOf(bytes: number): number {
	return Math.ceil(Math.min(Math.max(bytes, MIN_CHUNK_BYTES), MAX_CHUNK_BYTES));
}

export interface Compressor {
	/** The gzip of `bytes`, which must not change until then. */
	compress(bytes: Uint8Array): Promise<Uint8Array>;
}

/** As many as are compressed at once by two receivers. */
const KEPT = 2;
const OUTPUT_BYTES = 256 * 1024;

/**
 * Does what `gzipped` does, with streams that are used again: a fresh one for each
 * request allocates and clears a quarter of a megabyte of zlib's memory, which V8
 * counts as garbage.
 */
export function createCompressor(): Compressor {
	const idle: Member[] = [];
	return {
		async compress(bytes) {
			const member = idle.pop() ?? createMember();
			const compressed = await member(bytes);
			// One that has failed is not used again.
			if (idle.length < KEPT) idle.push(member);
			return compressed;
		},
	};
}

/** Makes a whole gzip file of what it is given, one at a time. */
type Member = (bytes: Uint8Array) => Promise<Uint8Array>;

function createMember(): Member {
	const stream = createGzip({
		level: GZIP_LEVEL,
		// Longer blocks: the same bytes in a fifteenth less time.
		memLevel: 9,
		chunkSize: OUTPUT_BYTES,
		// Each write is a file of its own: in one way through libuv's threads.
		flush: constants.Z_FINISH,
	}) as Gzip & ZlibReset;
	let pieces: Buffer[] = [];
	stream.on("data", (piece: Buffer) => pieces.push(piece));
	return (bytes) =>
		new Promise((resolve, reject) => {
			stream.once("error", reject);
			stream.write(bytes, (error) => {
				if (error) return;
				stream.off("error", reject);
				const [first, ...more] = pieces;
				resolve(
					first !== undefined && more.length === 0
						? first
						: Buffer.concat(pieces),
				);
				pieces = [];
				stream.reset();
			});
		});
}
