// The one compression: every backend takes gzip, and not every one another. Streams and
// their output are used again: a fresh stream for each request allocates and clears a
// quarter of a megabyte of zlib's memory, and what it makes of a megabyte is garbage
// outside of V8's heap.

import {
	constants,
	createGunzip,
	createGzip,
	type Gunzip,
	type Gzip,
	type ZlibReset,
} from "node:zlib";

/**
 * Measured on Login records in Protobuf (1,161 bytes each): level 1 makes 129 bytes
 * of a record in 4.2 µs of CPU, level 6 makes 116 in 9.3 µs. A tenth fewer bytes are
 * not worth twice the time of the largest stage after mapping and encoding.
 */
const GZIP_LEVEL = 1;

/** As many as work at once for two receivers. */
const KEPT = 2;
const OUTPUT_BYTES = 256 * 1024;
/** Each write is a file of its own: in one way through libuv's threads. */
const WHOLE = constants.Z_FINISH;

export interface Compressor {
	/** The gzip of `bytes`, which must not change until then. */
	compress(bytes: Uint8Array): Promise<Uint8Array>;
}

export function createCompressor(): Compressor {
	const lend = createPool(() =>
		createGzip({
			level: GZIP_LEVEL,
			// Longer blocks: the same bytes in a fifteenth less time.
			memLevel: 9,
			chunkSize: OUTPUT_BYTES,
			flush: WHOLE,
		}),
	);
	return {
		async compress(bytes) {
			const pieces: Buffer[] = [];
			await lend((pass) => pass(bytes, (piece) => pieces.push(piece)));
			const [first, ...more] = pieces;
			return first !== undefined && more.length === 0
				? first
				: Buffer.concat(pieces);
		},
	};
}

export interface Decompressor {
	/** Fills `target` with what the gzip file `bytes` holds; rejects when that is more, or less. */
	decompress(bytes: Uint8Array, target: Uint8Array): Promise<void>;
}

export function createDecompressor(): Decompressor {
	const lend = createPool(() =>
		createGunzip({ chunkSize: OUTPUT_BYTES, flush: WHOLE }),
	);
	return {
		async decompress(bytes, target) {
			let length = 0;
			await lend((pass) =>
				pass(bytes, (piece) => {
					if (length + piece.length <= target.length) target.set(piece, length);
					length += piece.length;
					discard(piece);
				}),
			);
			if (length === target.length) return;
			throw new RangeError(
				`a gzip file of ${length} bytes where ${target.length} were announced`,
			);
		},
	};
}

/** Has a stream make one file of another; `onPiece` gets that as it comes. */
type Pass = (
	bytes: Uint8Array,
	onPiece: (piece: Buffer) => void,
) => Promise<void>;

type Lend = (work: (pass: Pass) => Promise<void>) => Promise<void>;

function createPool(create: () => Gzip | Gunzip): Lend {
	const idle: Pass[] = [];
	return async (work) => {
		const pass = idle.pop() ?? passOf(create() as (Gzip | Gunzip) & ZlibReset);
		await work(pass);
		// One that has failed is not used again.
		if (idle.length < KEPT) idle.push(pass);
	};
}

function passOf(stream: (Gzip | Gunzip) & ZlibReset): Pass {
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
				stream.reset();
				resolve();
			});
		});
}

/** Gives the memory of output back at once that this piece has filled: the stream takes new one then. */
function discard({ buffer, byteOffset, byteLength }: Buffer): void {
	const isFull =
		buffer.byteLength === OUTPUT_BYTES &&
		byteOffset + byteLength === OUTPUT_BYTES;
	if (isFull && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
