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
import { recordingLogger } from "./in-thread.ts";
import { GOOD, HEADER } from "./nasty-files.ts";

const MIB = 1024 * 1024;

let lines: string[];
let transcoding: FileTranscoding;
beforeEach(() => begin(true));
afterEach(() => transcoding.close());

function begin(mayBeginThread: boolean): void {
	lines = [];
	transcoding = createFileTranscoding({
		mayBeginThread,
		clock: systemClock,
		logger: recordingLogger(lines),
	});
}

/** A file of that announced size, of which the first batch has come. */
async function inWork(size: number) {
	async function* parts(): AsyncGenerator<FilePart> {
		const whole = { observed: OBSERVED, last: false };
		yield { ...whole, bytes: Buffer.from(HEADER + GOOD) };
		for (;;) yield { ...whole, bytes: Buffer.from(GOOD) };
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
	const next = async () => {
		for (;;) {
			const { value } = await file.next();
			if (value?.kind === "batch") return placeOf(value);
		}
	};
	return { file, next, where: await next() };
}

/** What comes from a thread lies in memory of its own, an engine's batch within the engine's. */
function placeOf({ encoded }: Extract<Transcoded, { kind: "batch" }>) {
	return encoded.ends.byteOffset === 0 ? "thread" : "here";
}

test("a large file alone is transcoded here", async () => {
	const { next, where } = await inWork(1000 * MIB);

	expect([where, await next(), await next()]).toEqual(["here", "here", "here"]);
	expect(lines).toEqual([]);
});

test("as soon as there are two, both are in the thread", async () => {
	const first = await inWork(100 * MIB);
	expect(first.where).toBe("here");

	expect((await inWork(100 * MIB)).where).toBe("thread");

	await expect.poll(first.next).toBe("thread");
	expect(await placesOf(100 * MIB, 100 * MIB, 100 * MIB)).toEqual([
		"thread",
		"thread",
		"here",
	]);
	expect(lines).toHaveLength(1);
});

test("small files, and those of unknown size, are no reason for a thread, and stay here", async () => {
	await inWork(100 * MIB);

	expect(await placesOf(MIB, MIB, 0)).toEqual(["here", "here", "here"]);
	expect(lines).toEqual([]);

	await inWork(100 * MIB);
	expect(await placesOf(MIB, 0)).toEqual(["here", "here"]);
});

test("a file of middling size is no reason for a thread, many of them beside another one are", async () => {
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

test("where there is one core there is no thread", async () => {
	await transcoding.close();
	begin(false);

	expect(await placesOf(100 * MIB, 100 * MIB)).toEqual(["here", "here"]);
	expect(lines).toEqual([]);
});

async function placesOf(...sizes: number[]): Promise<string[]> {
	const places: string[] = [];
	for (const size of sizes) places.push((await inWork(size)).where);
	return places;
}
