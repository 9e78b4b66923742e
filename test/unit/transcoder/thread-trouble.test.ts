// Files in threads when something goes wrong, or ends before its time.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type {
	FilePart,
	Transcoded,
	TranscodingOptions,
} from "../../../receiver/sources/csv/transcode-file.ts";
import { createTranscoderFactory } from "../../../transcoder/create-transcoder.ts";
import { transcodeInThread } from "../../../transcoder/thread/transcode-in-thread.ts";
import { transcodeHere } from "../../../transcoder/transcode-here.ts";
import { CONTEXT, OBSERVED } from "../receiver/mapping/record-context.ts";
import {
	createInThread,
	createStillClock,
	type InThread,
} from "./in-thread.ts";
import { GOOD, HEADER } from "./nasty-files.ts";

const OPTIONS: TranscodingOptions = {
	eventType: "Login",
	context: CONTEXT,
	mapping: {},
	skipRows: 0,
	maxBatchRecords: 2,
	maxBatchBytes: 1_000_000,
};
const LAST = { bytes: new Uint8Array(), observed: OBSERVED, last: true };

function part(text: string): FilePart {
	return { bytes: Buffer.from(text), observed: OBSERVED, last: false };
}

async function* whole(rows: number): AsyncGenerator<FilePart> {
	yield part(HEADER + GOOD.repeat(rows));
	yield LAST;
}

async function recordsOf(
	file: AsyncIterable<Transcoded, void, void>,
): Promise<number> {
	let records = 0;
	for await (const done of file)
		if (done.kind !== "part") records += done.encoded.count;
	return records;
}

/** The first batch, after which the file is in work. */
async function firstBatch(file: AsyncGenerator<Transcoded>): Promise<number> {
	for (;;) {
		const { value, done } = await file.next();
		if (done || value.kind === "rest") throw new Error("there was no batch");
		if (value.kind === "batch") return value.rows;
	}
}

/** Files with so many rows, and then with what `next` gives. */
function unfinished(next: () => Promise<FilePart | undefined>) {
	const told = { asked: 0, closed: false };
	async function* parts(): AsyncGenerator<FilePart> {
		try {
			yield part(HEADER + GOOD.repeat(9));
			for (;;) {
				told.asked++;
				const more = await next();
				if (more === undefined) return;
				yield more;
			}
		} finally {
			told.closed = true;
		}
	}
	return { parts: parts(), told };
}

test("a body that breaks off fails the file when all that came before was read", async () => {
	await using threads = createInThread();
	const { parts } = unfinished(async () => {
		throw new Error("the connection is gone");
	});
	const file = threads.transcodeFile(parts, OPTIONS, 0);
	const seen: Transcoded[] = [];

	const reading = (async () => {
		for await (const done of file) seen.push(done);
	})();

	await expect(reading).rejects.toThrow("the connection is gone");
	expect(seen.map(({ kind, rows }) => `${kind} ${rows}`)).toEqual([
		"batch 2",
		"batch 4",
		"batch 6",
		"batch 8",
		"part 9",
	]);
	expect(await recordsOf(threads.transcodeFile(whole(5), OPTIONS, 0))).toBe(5);
});

test("a reader that stops in the middle closes the body, and its place is free", async () => {
	await using threads = createInThread();
	const waits = Promise.withResolvers<FilePart>();
	const { parts, told } = unfinished(() => waits.promise);
	const file = threads.transcodeFile(parts, OPTIONS, 0);
	await firstBatch(file);

	await file.return();
	// As the abort that follows ends a download.
	waits.reject(new Error("aborted"));

	await expect.poll(() => told.closed).toBe(true);
	for (let n = 0; n < 3; n++)
		expect(await recordsOf(threads.transcodeFile(whole(n), OPTIONS, 0))).toBe(
			n,
		);
});

describe("a file that moves to the thread", () => {
	function moving(threads: InThread, parts: AsyncIterable<FilePart>) {
		return transcodeHere(createTranscoderFactory(), parts, OPTIONS, {
			isBetter: () => true,
			take() {
				const seat = threads.thread.take(true);
				return (
					seat &&
					((rest, state) => transcodeInThread(rest, OPTIONS, seat, state))
				);
			},
		});
	}

	test("stays where it is as long as there is no place", async () => {
		await using threads = createInThread();
		for (let n = 0; n < 4; n++) threads.thread.take(true);

		expect(await recordsOf(moving(threads, whole(5)))).toBe(5);
	});

	test("closes its body there, and leaves its place, when the reader stops", async () => {
		await using threads = createInThread();
		const waits = Promise.withResolvers<FilePart>();
		let more = 3;
		const { parts, told } = unfinished(() =>
			more-- > 0 ? Promise.resolve(part(GOOD)) : waits.promise,
		);
		const file = moving(threads, parts);
		// Nine records and two more: the sixth batch is of the thread.
		for (let n = 0; n < 6; n++) await firstBatch(file);

		await file.return();
		waits.reject(new Error("aborted"));

		await expect.poll(() => told.closed).toBe(true);
		const seats = Array.from({ length: 4 }, () => threads.thread.take(false));
		expect(seats).not.toContain(undefined);
	});

	test("fails with the thread, after whole batches", async () => {
		await using threads = createInThread();
		let more = 3;
		const { parts } = unfinished(() =>
			more-- > 0 ? Promise.resolve(part(GOOD)) : new Promise(() => {}),
		);
		const file = moving(threads, parts);
		for (let n = 0; n < 6; n++) await firstBatch(file);

		await threads.thread.close();

		await expect(recordsOf(file)).rejects.toMatchObject({
			code: "transcoder_thread",
		});
	});
});

test("a thread that ends in the middle fails its files, each after whole batches", async () => {
	await using threads = createInThread();
	const { parts } = unfinished(() => new Promise(() => {}));
	const { parts: others } = unfinished(() => new Promise(() => {}));
	const file = threads.transcodeFile(parts, OPTIONS, 0);
	const other = threads.transcodeFile(others, OPTIONS, 0);
	expect([await firstBatch(file), await firstBatch(other)]).toEqual([2, 2]);

	await threads.thread.close();

	for (const each of [file, other])
		await expect(recordsOf(each)).rejects.toMatchObject({
			code: "transcoder_thread",
		});
});

test("a thread that runs out of memory fails its file, is told, and for a while there is none", async () => {
	const clock = createStillClock();
	await using threads = createInThread({ clock, maxHeapMiB: 24 });
	async function* wide(): AsyncGenerator<FilePart> {
		const names = Array.from({ length: 300_000 }, (_, n) => `C${n}`);
		yield part(`${names.join()}\n${names.join()}\n`);
		yield LAST;
	}
	const file = threads.transcodeFile(wide(), OPTIONS, 0);

	await expect(recordsOf(file)).rejects.toMatchObject({
		code: "transcoder_thread",
	});

	await expect.poll(() => threads.lines.join()).toContain("without it");
	expect(threads.thread.take(true)).toBeUndefined();
	clock.time += 3_600_000;
	expect(await recordsOf(threads.transcodeFile(whole(5), OPTIONS, 0))).toBe(5);
});

test("a consumer that does not go on stops thread and body", async () => {
	await using threads = createInThread();
	let read = 0;
	async function* endless(): AsyncGenerator<FilePart> {
		yield part(HEADER);
		for (; ; read++) yield part(GOOD.repeat(100));
	}
	const file = threads.transcodeFile(endless(), OPTIONS, 0);
	await firstBatch(file);
	// Whatever the thread can do for it has been done when another file went through.
	const passOther = () =>
		recordsOf(threads.transcodeFile(whole(100), OPTIONS, 0));
	await passOther();
	const before = read;

	for (let n = 0; n < 5; n++) await passOther();

	expect(read).toBe(before);
	expect(read).toBeLessThan(8);
	await file.return();
});

test("rows that give no records don't pile up in front of a consumer that stands still", async () => {
	await using threads = createInThread();
	let read = 0;
	async function* endless(): AsyncGenerator<FilePart> {
		yield part(HEADER + GOOD.repeat(3));
		for (; ; read++) yield part("short\n");
	}
	const file = threads.transcodeFile(endless(), OPTIONS, 0);
	await firstBatch(file);
	const passOther = () =>
		recordsOf(threads.transcodeFile(whole(100), OPTIONS, 0));
	for (let n = 0; n < 20; n++) await passOther();
	const before = read;

	for (let n = 0; n < 5; n++) await passOther();

	expect(read).toBe(before);
	expect(read).toBeLessThan(30);
	await file.return();
});

test("the thread has four files at once, and no fifth", async () => {
	await using threads = createInThread();
	const seats = Array.from({ length: 5 }, () => threads.thread.take(true));
	expect(seats.map((seat) => seat !== undefined)).toEqual([
		true,
		true,
		true,
		true,
		false,
	]);

	seats[0]?.leave();

	expect(await recordsOf(threads.transcodeFile(whole(7), OPTIONS, 0))).toBe(7);
	expect(threads.lines).toHaveLength(1);
});

test("a thread that has nothing to do ends, and the next file gets another", async () => {
	const clock = createStillClock();
	await using threads = createInThread({ clock });
	await recordsOf(threads.transcodeFile(whole(3), OPTIONS, 0));
	await recordsOf(threads.transcodeFile(whole(3), OPTIONS, 0));
	expect(threads.lines).toHaveLength(1);

	clock.wake();
	await expect.poll(() => threads.lines).toHaveLength(2);
	await recordsOf(threads.transcodeFile(whole(3), OPTIONS, 0));

	expect(threads.lines.map((line) => line.includes("begins"))).toEqual([
		true,
		false,
		true,
	]);
});

test("a file that is not worth a thread gets a place in one that is there", async () => {
	await using threads = createInThread();
	expect(threads.thread.take(false)).toBeUndefined();
	await recordsOf(threads.transcodeFile(whole(3), OPTIONS, 0));

	expect(threads.thread.take(false)).toBeDefined();
});

test("closing twice is closing once, and no thread begins after it", async () => {
	const threads = createInThread();
	await recordsOf(threads.transcodeFile(whole(3), OPTIONS, 0));

	await Promise.all([threads.thread.close(), threads.thread.close()]);

	expect(threads.thread.take(true)).toBeUndefined();
});

test("an idle thread that nobody closed does not keep the process", () => {
	const script = fileURLToPath(new URL("leave-a-thread.ts", import.meta.url));

	const { stdout, status } = spawnSync(process.execPath, [script], {
		encoding: "utf8",
		timeout: 30_000,
	});

	expect({ stdout, status }).toEqual({ stdout: "4\n", status: 0 });
});
