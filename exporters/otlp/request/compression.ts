// The ways in which requests are compressed, by their Content-Encoding. Every backend
// takes gzip; the Collector, and whatever is built on its confighttp, takes zstd, too.
// Requests in Protobuf become gzip by an encoder of our own (deflate/), at once and in the
// memory that they were written into; all else goes through zlib's streams, on libuv's
// threads. Streams and their output are used again: a fresh stream for each request allocates and
// clears a quarter of a megabyte of memory, and what it makes of a megabyte is garbage
// outside of V8's heap.

import type { Transform } from "node:stream";
import { setImmediate as turnOfOthers } from "node:timers/promises";
import { promisify } from "node:util";
import {
	constants,
	createGunzip,
	createGzip,
	createZstdCompress,
	gunzipSync,
	type Zlib,
	type ZlibReset,
	zstdDecompress,
	zstdDecompressSync,
} from "node:zlib";

import { CHUNK_BYTES, discardChunk } from "../../../pipeline/spent-chunk.ts";
import { type BodyMemory, createBodyMemory } from "./body-memory.ts";
import { createScratch, type Scratch } from "./scratch.ts";

export type ContentCoding = "gzip" | "zstd";

/** As many as work at once for two receivers. */
const KEPT = 2;

/** What `bytes` hold, piece by piece. */
type Decompress = (
	bytes: Uint8Array,
	onPiece: (piece: Buffer) => void,
) => Promise<void>;

interface Coding {
	/** A stream of which each write makes something whole. */
	createCompress(): Transform & Zlib;
	createDecompress(): Decompress;
	decompressSync(bytes: Uint8Array): Uint8Array;
}

const zstdDecompressed = promisify(zstdDecompress);

/**
 * The levels, measured on Login records in Protobuf (1,265 bytes each): zlib at level 1
 * makes 163 bytes of a record in 3.1 µs of CPU, at level 6 137 in 6.4 µs; zstd at level 1
 * 130 in 1.2 to 1.6 µs, at level 3 127 in a third more. A few fewer bytes are not worth
 * so much of the largest stage after transcoding. The encoder of our own makes 157 in 1.5
 * µs, because it looks for matches where records and attributes begin and not at every
 * byte; of other event types, too, it makes about what zlib does in half the time, and up
 * to a seventh more where each record holds its row once more (`include_original`).
 */
const CODINGS: Readonly<Record<ContentCoding, Coding>> = {
	gzip: {
		createCompress: () =>
			createGzip({
				level: 1,
				// Longer blocks: the same bytes in a fifteenth less time.
				memLevel: 9,
				chunkSize: CHUNK_BYTES,
				flush: constants.Z_FINISH,
			}),
		createDecompress() {
			const lend = createPool(() =>
				createGunzip({ chunkSize: CHUNK_BYTES, flush: constants.Z_FINISH }),
			);
			return (bytes, onPiece) => lend((pass) => pass(bytes, onPiece));
		},
		decompressSync: gunzipSync,
	},
	zstd: {
		createCompress: () =>
			createZstdCompress({
				params: { [constants.ZSTD_c_compressionLevel]: 1 },
				chunkSize: CHUNK_BYTES,
				flush: constants.ZSTD_e_end,
			}),
		// Its streams can't be reset after a frame that was cut short.
		createDecompress: () => async (bytes, onPiece) =>
			onPiece(await zstdDecompressed(bytes)),
		decompressSync: zstdDecompressSync,
	},
};

export interface Compressor {
	/** `bytes` compressed, which must not change until then. The result is a buffer of its own. */
	compress(bytes: Uint8Array, coding: ContentCoding): Promise<Uint8Array>;
}

/** The results lie in `memory`; `gzip` is asked first. */
export function createCompressor(
	memory: BodyMemory = createBodyMemory(),
	{ gzip }: Pick<Scratch, "gzip"> = createScratch(),
): Compressor {
	const pools = perCoding((coding) =>
		createPool(CODINGS[coding].createCompress),
	);
	return {
		async compress(bytes, coding) {
			const made = coding === "gzip" ? gzip(bytes, memory) : undefined;
			if (made !== undefined) {
				// Others come in between two requests, as they do with zlib.
				await turnOfOthers();
				return made;
			}
			const pieces: Buffer[] = [];
			return pools(coding)(async (pass) => {
				await pass(bytes, (piece) => pieces.push(piece));
				return joined(pieces, memory);
			});
		},
	};
}

export interface Decompressor {
	/** Fills `target` with what `bytes` hold; rejects when that is more, or less, or `coding` is not known. */
	decompress(
		bytes: Uint8Array,
		target: Uint8Array,
		coding: string,
	): Promise<void>;
}

export function createDecompressor(): Decompressor {
	const ways = perCoding((coding) => CODINGS[coding].createDecompress());
	return {
		async decompress(bytes, target, coding) {
			let length = 0;
			await ways(known(coding))(bytes, (piece) => {
				if (length + piece.length <= target.length) target.set(piece, length);
				length += piece.length;
				discardChunk(piece);
			});
			if (length === target.length) return;
			throw new RangeError(
				`${coding} of ${length} bytes where ${target.length} were announced`,
			);
		},
	};
}

/** All at once, for what is looked at once. Throws where `decompress` rejects. */
export function decompressedSync(
	bytes: Uint8Array,
	coding: string,
): Uint8Array {
	return CODINGS[known(coding)].decompressSync(bytes);
}

export function isContentCoding(coding: string): coding is ContentCoding {
	return Object.hasOwn(CODINGS, coding);
}

function known(coding: string): ContentCoding {
	if (isContentCoding(coding)) return coding;
	throw new TypeError(`a request in ${coding} can't be read`);
}

/** Makes what is needed of a coding when it is used first. */
function perCoding<T>(
	create: (coding: ContentCoding) => T,
): (coding: ContentCoding) => T {
	const made = new Map<ContentCoding, T>();
	return (coding) => {
		const found = made.get(coding) ?? create(coding);
		made.set(coding, found);
		return found;
	};
}

/** Has a stream make something whole of something whole; `onPiece` gets that as it comes. */
type Pass = Decompress;

type Lend = <T>(work: (pass: Pass) => Promise<T>) => Promise<T>;

function createPool(create: () => Transform & Zlib): Lend {
	const idle: Pass[] = [];
	return async (work) => {
		const pass = idle.pop() ?? passOf(create());
		const result = await work(pass);
		// One that has failed is not used again.
		if (idle.length < KEPT) idle.push(pass);
		return result;
	};
}

function passOf(stream: Transform & Zlib & Partial<ZlibReset>): Pass {
	let take: (piece: Buffer) => void = () => {};
	let fail: (error: Error) => void = () => {};
	stream.on("data", (piece: Buffer) => take(piece));
	stream.on("error", (error) => fail(error));
	return (bytes, onPiece) =>
		new Promise((resolve, reject) => {
			take = onPiece;
			fail = reject;
			stream.write(bytes, (error) => {
				if (error) return;
				// A frame of zstd begins by itself.
				stream.reset?.();
				resolve();
			});
		});
}

/** The pieces in other memory, so that who keeps it keeps none of the stream's. */
function joined(pieces: readonly Buffer[], { take }: BodyMemory): Uint8Array {
	const own = take(pieces.reduce((sum, piece) => sum + piece.length, 0));
	let at = 0;
	for (const piece of pieces) {
		own.set(piece, at);
		at += piece.length;
		discardChunk(piece);
	}
	return own;
}
