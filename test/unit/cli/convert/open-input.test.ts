import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { inputSize, openInput } from "../../../../cli/convert/open-input.ts";
import { temporaryDirectory } from "../../../integration/support/temporary-directory.ts";

const TEXT = "a,b\n1,2\n".repeat(100_000);

test.each([
	["plain", Buffer.from(TEXT)],
	["compressed", gzipSync(TEXT)],
	[
		"compressed in two members",
		Buffer.concat([gzipSync(TEXT.slice(0, 9)), gzipSync(TEXT.slice(9))]),
	],
])(
	"a file that is %s gives its text, and counts its stored bytes",
	async (_, content) => {
		using directory = temporaryDirectory();
		const file = join(directory.path, "x.csv");
		writeFileSync(file, content);
		let read = 0;
		const bytes = await buffer(openInput(file, (count) => (read += count)));
		expect(bytes.toString()).toBe(TEXT);
		expect(read).toBe(content.length);
		expect(inputSize(file)).toBe(content.length);
	},
);

test("a file of no bytes gives none", async () => {
	using directory = temporaryDirectory();
	const file = join(directory.path, "x.csv");
	writeFileSync(file, "");
	expect(await buffer(openInput(file, () => {}))).toHaveLength(0);
});

test("a compressed file that is cut off fails", async () => {
	using directory = temporaryDirectory();
	const file = join(directory.path, "x.csv.gz");
	writeFileSync(file, gzipSync(TEXT).subarray(0, -5));
	await expect(buffer(openInput(file, () => {}))).rejects.toThrow(
		"unexpected end of file",
	);
});

test("a file that is not there fails, and has no size", async () => {
	await expect(buffer(openInput("/nowhere.csv", () => {}))).rejects.toThrow(
		"ENOENT",
	);
	expect(inputSize("/nowhere.csv")).toBe(0);
	expect(inputSize("-")).toBe(0);
});
