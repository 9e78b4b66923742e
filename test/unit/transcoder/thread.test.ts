// A file in a thread against the same file on this one.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TranscodeFile } from "../../../receiver/sources/csv/transcode-file.ts";
import { createTranscoderFactory } from "../../../transcoder/create-transcoder.ts";
import { transcodeInThread } from "../../../transcoder/thread/transcode-in-thread.ts";
import { transcodeHere as transcode } from "../../../transcoder/transcode-here.ts";
import { fileOf, readingOf, TABLES } from "./any-file.ts";
import { byFile, type FileReading } from "./both-ways.ts";
import { createInThread, type InThread } from "./in-thread.ts";
import { bytesOf, EVENT_TYPE, GOOD, HEADER, NASTY } from "./nasty-files.ts";

const createTranscoder = createTranscoderFactory();
const transcodeHere: TranscodeFile = (parts, options) =>
	transcode(createTranscoder, parts, options);
let threads: InThread;
beforeAll(() => {
	threads = createInThread();
});
afterAll(() => threads[Symbol.asyncDispose]());

/** Begun here, and gone on with in the thread once so many bytes were read. */
function movedAfter(bytes: number): TranscodeFile {
	return (parts, options) =>
		transcode(createTranscoder, parts, options, {
			isBetter: (read) => read >= bytes,
			take() {
				const seat = threads.thread.take(true);
				return (
					seat &&
					((rest, state) => transcodeInThread(rest, options, seat, state))
				);
			},
		});
}

/** A batch ends where the file moves, and what it would have been is the same. */
async function expectTheSameWhenMoved(
	after: number,
	bytes: Uint8Array,
	reading: FileReading,
): Promise<void> {
	const { batches, ...moved } = await byFile(movedAfter(after), bytes, reading);
	const { batches: expected, ...here } = await byFile(
		transcodeHere,
		bytes,
		reading,
	);
	expect(moved).toEqual(here);
	expect(total(batches)).toBe(total(expected));
}

const total = (batches: readonly number[]) =>
	batches.reduce((sum, count) => sum + count, 0);

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

test.each(Object.entries(NASTY))(
	"%s: the same wherever the file moves to the thread",
	async (_, bytes) => {
		const size = Math.max(3, Math.ceil(bytes.length / 30));
		const reading = { eventType: EVENT_TYPE, cuts: [size] };
		for (let after = 0; after < bytes.length; after += size)
			await expectTheSameWhenMoved(after, bytes, reading);
	},
);

const anyTable = fc
	.constantFrom(...TABLES)
	.chain((table) => fc.tuple(fc.constant(table.eventType), fileOf(table)));

test("any table, any header, any cells, any chunks: the same in a thread", async () => {
	await fc.assert(
		fc.asyncProperty(anyTable, async ([eventType, file]) => {
			const { bytes, ...reading } = readingOf(eventType, file);

			await expectTheSame(bytes, reading);
		}),
		{ numRuns: 100 },
	);
});

test("any file that moves to the thread: the same, equal rows told apart as before", async () => {
	await fc.assert(
		fc.asyncProperty(
			anyTable,
			fc.nat({ max: 600 }),
			async ([eventType, file], after) => {
				const { bytes, ...reading } = readingOf(eventType, file);

				await expectTheSameWhenMoved(after, bytes, reading);
			},
		),
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
		await expectTheSameWhenMoved(700_000, bytes, {
			eventType: EVENT_TYPE,
			cuts: [70_001],
		});
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
