import { randomBytes } from "node:crypto";
import {
	gunzipSync,
	gzipSync,
	zstdCompressSync,
	zstdDecompressSync,
} from "node:zlib";
import { describe, expect, test } from "vitest";
import {
	createCompressor,
	createDecompressor,
	decompressedSync,
} from "../../../../../exporters/otlp/request/compression.ts";

const SYNC = {
	gzip: { pack: gzipSync, unpack: gunzipSync },
	zstd: { pack: zstdCompressSync, unpack: zstdDecompressSync },
} as const;

describe.each(["gzip", "zstd"] as const)("%s", (coding) => {
	const { pack, unpack } = SYNC[coding];

	test("each of many requests becomes something whole, whatever its size", async () => {
		const { compress } = createCompressor();
		// The last ones don't get smaller, and so fill the output more than once.
		const sizes = [0, 1, 1000, 300_000, 5, 262_144, 1_000_000];
		for (const size of [...sizes, ...sizes]) {
			const bytes = randomBytes(size);
			expect(unpack(await compress(bytes, coding)).equals(bytes)).toBe(true);
		}
	});

	test("what was compressed stays as it is while others are, and are given back", async () => {
		const { compress } = createCompressor();
		const texts = Array.from({ length: 40 }, (_, n) =>
			Buffer.from(`record ${n} `.repeat(2000)),
		);
		const early = await Promise.all(
			texts.map((text) => compress(text, coding)),
		);
		const late = await Promise.all(texts.map((text) => compress(text, coding)));
		for (const { buffer } of late) (buffer as ArrayBuffer).transfer(0);
		for (const [n, bytes] of early.entries())
			expect(unpack(bytes).equals(texts[n] as Buffer)).toBe(true);
	});

	test("each of many is unpacked into its place, whatever its size", async () => {
		const { decompress } = createDecompressor();
		const sizes = [0, 1, 1000, 262_144, 5, 262_145, 1_000_000, 524_288, 7];
		const files = [...sizes, ...sizes].map((size) => randomBytes(size));
		for (const bytes of files) {
			const target = Buffer.alloc(bytes.length);
			await decompress(pack(bytes), target, coding);
			expect(target.equals(bytes)).toBe(true);
		}
		const targets = files.map(({ length }) => Buffer.alloc(length));
		await Promise.all(
			files.map((bytes, n) =>
				decompress(pack(bytes), targets[n] as Buffer, coding),
			),
		);
		expect(Buffer.concat(targets).equals(Buffer.concat(files))).toBe(true);
	});

	const content = randomBytes(300_000);
	const file = pack(content);

	test.each([
		["more than announced", file, content.length - 1],
		["less than announced", file, content.length + 1],
		["cut short", file.subarray(0, -1), content.length],
		["something else", content, content.length],
		["nothing", Buffer.alloc(0), 1],
	])(
		"what is wrong is refused, and the next one is unpacked: %s",
		async (_, wrong, size) => {
			const { decompress } = createDecompressor();
			await expect(
				decompress(wrong, Buffer.alloc(size), coding),
			).rejects.toThrow();
			const target = Buffer.alloc(content.length);
			await decompress(file, target, coding);
			expect(target.equals(content)).toBe(true);
		},
	);

	test("is unpacked at once, too", () => {
		expect(Buffer.from(decompressedSync(file, coding)).equals(content)).toBe(
			true,
		);
	});
});

test("another coding is refused", async () => {
	const { decompress } = createDecompressor();
	const told = "a request in br can't be read";
	await expect(
		decompress(Buffer.from("x"), Buffer.alloc(1), "br"),
	).rejects.toThrow(told);
	expect(() => decompressedSync(Buffer.from("x"), "br")).toThrow(told);
});
