import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
	CHUNK_BYTES,
	discardChunk,
	discardLastChunk,
} from "../../../pipeline/spent-chunk.ts";

test("inflating goes on with the same bytes when the chunks before are discarded", async () => {
	const content = randomBytes(5 * CHUNK_BYTES + 77);
	const inflated = Readable.from([gzipSync(content)]).pipe(
		createGunzip({ chunkSize: CHUNK_BYTES }),
	);
	const buffers = new Set<ArrayBufferLike>();
	const seen: Buffer[] = [];
	for await (const chunk of inflated as AsyncIterable<Buffer>) {
		seen.push(Buffer.from(chunk));
		buffers.add(chunk.buffer);
		discardChunk(chunk);
	}
	expect(Buffer.concat(seen).equals(content)).toBe(true);
	const freed = [...buffers].filter(({ byteLength }) => byteLength === 0);
	expect(freed.length).toBeGreaterThan(0);
});

test("a chunk that may share its buffer with others stays", () => {
	const whole = new Uint8Array(CHUNK_BYTES);
	const chunks = [
		whole.subarray(0, 100),
		Buffer.from("a chunk from the pool"),
		new Uint8Array(100),
	];
	for (const chunk of chunks) discardChunk(chunk);
	expect(chunks.map(({ length }) => length)).toEqual([100, 21, 100]);
});

test("the buffer of a body's last chunk is given back though it is not full", async () => {
	const inflated = Readable.from([gzipSync(randomBytes(100))]).pipe(
		createGunzip({ chunkSize: CHUNK_BYTES }),
	);
	const chunks: Buffer[] = [];
	for await (const chunk of inflated) chunks.push(chunk as Buffer);
	const last = chunks.at(-1) as Buffer;
	discardLastChunk(last);
	expect(last.buffer.byteLength).toBe(0);
});

test("a last chunk that was not inflated stays", () => {
	const chunk = Buffer.from("a chunk from the pool");
	discardLastChunk(chunk);
	expect(String(chunk)).toBe("a chunk from the pool");
});
