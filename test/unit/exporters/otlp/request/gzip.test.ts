import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
	createCompressor,
	createDecompressor,
} from "../../../../../exporters/otlp/request/gzip.ts";

test("each of many requests becomes a gzip file of its own, whatever its size", async () => {
	const { compress } = createCompressor();
	// The last ones don't get smaller, and so fill the output more than once.
	const sizes = [0, 1, 1000, 300_000, 5, 262_144, 1_000_000];
	for (const size of [...sizes, ...sizes]) {
		const bytes = randomBytes(size);
		expect(gunzipSync(await compress(bytes)).equals(bytes)).toBe(true);
	}
});

test("what was compressed stays as it is while others are", async () => {
	const { compress } = createCompressor();
	const texts = Array.from({ length: 40 }, (_, n) =>
		Buffer.from(`record ${n} `.repeat(2000)),
	);
	const early = await Promise.all(texts.map(compress));
	await Promise.all(texts.map(compress));
	for (const [n, bytes] of early.entries())
		expect(gunzipSync(bytes).equals(texts[n] as Buffer)).toBe(true);
});

test("each of many gzip files is unpacked into its place, whatever its size", async () => {
	const { decompress } = createDecompressor();
	const sizes = [0, 1, 1000, 262_144, 5, 262_145, 1_000_000, 524_288, 7];
	const files = [...sizes, ...sizes].map((size) => randomBytes(size));
	for (const bytes of files) {
		const target = Buffer.alloc(bytes.length);
		await decompress(gzipSync(bytes), target);
		expect(target.equals(bytes)).toBe(true);
	}
	const targets = files.map(({ length }) => Buffer.alloc(length));
	await Promise.all(
		files.map((bytes, n) => decompress(gzipSync(bytes), targets[n] as Buffer)),
	);
	expect(Buffer.concat(targets).equals(Buffer.concat(files))).toBe(true);
});

const content = randomBytes(300_000);
const file = gzipSync(content);

test.each([
	["more than announced", file, content.length - 1],
	["less than announced", file, content.length + 1],
	["cut short", file.subarray(0, -1), content.length],
	["not gzip", content, content.length],
	["nothing", Buffer.alloc(0), 1],
])(
	"a gzip file that is wrong is refused, and the next one is unpacked: %s",
	async (_, wrong, size) => {
		const { decompress } = createDecompressor();
		await expect(decompress(wrong, Buffer.alloc(size))).rejects.toThrow();
		const target = Buffer.alloc(content.length);
		await decompress(file, target);
		expect(target.equals(content)).toBe(true);
	},
);
