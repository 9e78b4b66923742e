// A file in a thread against the same file on this one.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTranscoderFactory } from "../../../transcoder/create-transcoder.ts";
import { createTranscodeHere } from "../../../transcoder/transcode-here.ts";
import { fileOf, readingOf, TABLES } from "./any-file.ts";
import { byFile, type FileReading } from "./both-ways.ts";
import { createInThreads, type InThreads } from "./in-threads.ts";
import { bytesOf, EVENT_TYPE, GOOD, HEADER, NASTY } from "./nasty-files.ts";

const transcodeHere = createTranscodeHere(createTranscoderFactory());
let threads: InThreads;
beforeAll(() => {
	threads = createInThreads();
});
afterAll(() => threads[Symbol.asyncDispose]());

async function expectTheSame(
	bytes: Uint8Array,
	reading: FileReading,
): Promise<void> {
	expect(await byFile(threads.transcodeFile, bytes, reading)).toEqual(
		await byFile(transcodeHere, bytes, reading),
	);
}

test.each(Object.entries(NASTY))(
	"%s: records, batches, counts and problems are the same in a thread",
	async (_, bytes) => {
		for (const size of [bytes.length, 40, 3]) {
			const reading = {
				eventType: EVENT_TYPE,
				cuts: [Math.max(size, Math.ceil(bytes.length / 100))],
			};
			await expectTheSame(bytes, reading);
			await expectTheSame(bytes, { ...reading, maxBatchRecords: 1 });
			await expectTheSame(bytes, { ...reading, cutOff: true, skipRows: 1 });
		}
	},
);

test("any table, any header, any cells, any chunks: the same in a thread", async () => {
	const anyTable = fc
		.constantFrom(...TABLES)
		.chain((table) => fc.tuple(fc.constant(table.eventType), fileOf(table)));
	await fc.assert(
		fc.asyncProperty(anyTable, async ([eventType, file]) => {
			const { bytes, ...reading } = readingOf(eventType, file);

			await expectTheSame(bytes, reading);
		}),
		{ numRuns: 100 },
	);
});

describe("what is larger than the memory it passes through", () => {
	const row = (n: number, width: number) =>
		`"Login","${"x".repeat(width)}","${n}",""\n`;

	test("a file of many parts, and chunks larger than a part", async () => {
		const rows = Array.from({ length: 3_000 }, (_, n) => row(n, 500));
		const bytes = bytesOf(HEADER, ...rows);
		for (const cuts of [[], [300_000], [70_001]])
			await expectTheSame(bytes, { eventType: EVENT_TYPE, cuts });
	});

	test("records that the memory for a batch must grow for", async () => {
		const rows = [60_000, 3_000_000, 10, 3_000_000, 5_000_000, 10, 60_000];
		const bytes = bytesOf(HEADER, ...rows.map((width, n) => row(n, width)));
		await expectTheSame(bytes, { eventType: EVENT_TYPE, cuts: [200_000] });
	});

	test("rows without records fill batches by their bytes", async () => {
		const bytes = bytesOf(HEADER, GOOD, "short\n".repeat(900_000), GOOD);
		await expectTheSame(bytes, { eventType: EVENT_TYPE, cuts: [256_000] });
	});
});
