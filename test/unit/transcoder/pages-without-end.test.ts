// Of objects whose windows never end nothing is kept, and nothing is made anew: what is
// handed out lies in the engine's own memory, which is as large as a window.

import { expect, test } from "vitest";
import {
	createRowTranscoder,
	createRowTranscoderFactory,
} from "../../../transcoder/create-row-transcoder.ts";
import { FULL_BYTES } from "../../../transcoder/engine/layout.ts";
import { CONTEXT, OBSERVED } from "../receiver/mapping/record-context.ts";
import { EVENT_TYPE } from "./nasty-files.ts";
import { listOf, rowOf } from "./objects-both-ways.ts";

const NAMES = ["EventIdentifier", "EventDate", "Username", "Browser"];
const OPTIONS = {
	names: NAMES,
	eventType: EVENT_TYPE,
	context: { ...CONTEXT, source: "object" },
	mapping: {},
	maxBatchRecords: 2_000,
} as const;
const ROW_BYTES = 1_500;
const ROWS = 500;
const PAGES_IN_WINDOW = 5;

function pageOf(page: number): Uint8Array {
	return listOf(
		Array.from({ length: ROWS }, (_, n) =>
			rowOf(NAMES, [
				`${page}-${n}`,
				"2026-11-02T09:09:57.374+0000",
				`user${n}@example.com`,
				"b".repeat(ROW_BYTES),
			]),
		),
	);
}

test("closed transcoders leave their memory to the next, and open ones do not share it", () => {
	const createTranscoder = createRowTranscoderFactory();
	const open = () => {
		const transcoder = createTranscoder(OPTIONS);
		transcoder.addList(pageOf(1));
		transcoder.transcode(0, OBSERVED);
		const { buffer } = transcoder.take().bytes;
		return { transcoder, buffer };
	};
	const one = open();
	const other = open();
	expect(other.buffer).not.toBe(one.buffer);

	one.transcoder.close();
	one.transcoder.close();
	const [next, last] = [open(), open()];
	expect(next.buffer).toBe(one.buffer);
	expect(last.buffer).not.toBe(one.buffer);
	expect(last.buffer).not.toBe(other.buffer);
});

test("windows of more than a batch take the memory of the first one", () => {
	const transcoder = createRowTranscoder(OPTIONS);
	const memories = new Set<ArrayBufferLike>();
	let records = 0;
	let largest = 0;
	for (let window = 0; window < 10; window++) {
		const take = () => {
			const { bytes, ends, uids, hours, count } = transcoder.take();
			records += count;
			largest = Math.max(largest, bytes.length);
			for (const { buffer } of [bytes, ends, uids, hours]) memories.add(buffer);
		};
		for (let page = 0; page < PAGES_IN_WINDOW; page++)
			expect(transcoder.addList(pageOf(PAGES_IN_WINDOW * window + page))).toBe(
				true,
			);
		for (let row = 0; row < transcoder.rows; row++) {
			if (transcoder.isFull) take();
			transcoder.transcode(row, OBSERVED);
		}
		take();
		transcoder.clear();
		transcoder.begin();
	}

	expect(records).toBe(10 * PAGES_IN_WINDOW * ROWS);
	expect(memories.size).toBe(1);
	expect(largest).toBeGreaterThan(FULL_BYTES);
	expect(largest).toBeLessThan(FULL_BYTES + 2 * ROW_BYTES);
});
