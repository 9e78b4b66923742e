import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createCompressor } from "../../../../../exporters/otlp/request/gzip.ts";

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
