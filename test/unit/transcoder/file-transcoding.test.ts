// Which files go to a thread.

import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../pipeline/clock.ts";
import type {
	FilePart,
	Transcoded,
} from "../../../receiver/sources/csv/transcode-file.ts";
import {
	createFileTranscoding,
	type FileTranscoding,
} from "../../../transcoder/create-file-transcoding.ts";
import { CONTEXT, OBSERVED } from "../receiver/mapping/record-context.ts";
import { recordingLogger } from "./in-threads.ts";
import { GOOD, HEADER } from "./nasty-files.ts";

const MIB = 1024 * 1024;

let lines: string[];
let transcoding: FileTranscoding;
beforeEach(() => begin(1));
afterEach(() => transcoding.close());

function begin(maxThreads: number): void {
	lines = [];
	transcoding = createFileTranscoding({
		maxThreads,
		clock: systemClock,
		logger: recordingLogger(lines),
	});
}

/** A file of that announced size, of which the first batch has come. */
async function inWork(size: number) {
	async function* parts(): AsyncGenerator<FilePart> {
		const bytes = Buffer.from(HEADER + GOOD);
		yield { bytes, observed: OBSERVED, last: true };
	}
	const file = transcoding.transcodeFile(
		parts(),
		{
			eventType: "Login",
			context: CONTEXT,
			mapping: {},
			skipRows: 0,
			maxBatchRecords: 1,
			maxBatchBytes: MIB,
		},
		size,
	);
	const { value } = await file.next();
	if (value?.kind !== "batch") throw new Error("there was no batch");
	return { file, where: placeOf(value) };
}

/** Only what a thread has written is shared. */
function placeOf({ encoded }: Extract<Transcoded, { kind: "batch" }>) {
	return encoded.bytes.buffer instanceof SharedArrayBuffer ? "thread" : "here";
}

async function placesOf(...sizes: number[]): Promise<string[]> {
	const places: string[] = [];
	for (const size of sizes) places.push((await inWork(size)).where);
	return places;
}

test("the first large file stays here, those beside it go to the thread while it has room", async () => {
	expect(await placesOf(100 * MIB, 100 * MIB, 100 * MIB, 100 * MIB)).toEqual([
		"here",
		"thread",
		"thread",
		"here",
	]);
	expect(lines).toHaveLength(1);
});

test("no thread is begun for small files, nor for one of unknown size", async () => {
	expect(await placesOf(MIB, 100 * MIB, MIB, 0)).toEqual([
		"here",
		"here",
		"here",
		"here",
	]);
	expect(lines).toEqual([]);
});

test("a file of middling size uses a thread that is there, and is no reason to begin one", async () => {
	expect(await placesOf(100 * MIB, 8 * MIB)).toEqual(["here", "here"]);
	expect(lines).toEqual([]);
	expect(await placesOf(100 * MIB, 8 * MIB)).toEqual(["thread", "thread"]);
});

test("many files of middling size beside another one are a reason", async () => {
	await inWork(100 * MIB);

	const places = [];
	for (let n = 0; n < 6; n++) {
		const { file, where } = await inWork(20 * MIB);
		await file.return();
		places.push(where);
	}

	expect(places).toEqual([
		"here",
		"here",
		"here",
		"thread",
		"thread",
		"thread",
	]);
	expect(lines).toHaveLength(1);
});

test("the next large file stays here when the one that was here has ended", async () => {
	const first = await inWork(100 * MIB);
	expect((await inWork(100 * MIB)).where).toBe("thread");

	await first.file.return();

	expect((await inWork(100 * MIB)).where).toBe("here");
});

test("each further file has a thread of its own where there are cores for it", async () => {
	await transcoding.close();
	begin(2);

	expect(await placesOf(100 * MIB, 100 * MIB, 100 * MIB)).toEqual([
		"here",
		"thread",
		"thread",
	]);
	expect(lines).toHaveLength(2);
});

test("where there is one core there is no thread", async () => {
	await transcoding.close();
	begin(0);

	expect(await placesOf(100 * MIB, 100 * MIB)).toEqual(["here", "here"]);
});
