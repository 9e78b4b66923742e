// Of objects whose windows never end nothing is kept, and nothing is made anew: what is
// handed out lies in the engine's own memory, which is as large as a window.

import { expect, test } from "vitest";
import { createRowTranscoder } from "../../../transcoder/create-row-transcoder.ts";
import { CONTEXT, OBSERVED } from "../receiver/mapping/record-context.ts";
import { EVENT_TYPE } from "./nasty-files.ts";
import { listOf, rowOf } from "./objects-both-ways.ts";

const NAMES = ["EventIdentifier", "EventDate", "Username", "Browser"];
const ROWS = 500;
const PAGES_IN_WINDOW = 5;

/** Larger than a batch together with the rest of its window. */
function pageOf(page: number): Uint8Array {
	return listOf(
		Array.from({ length: ROWS }, (_, n) =>
			rowOf(NAMES, [
				`${page}-${n}`,
				"2026-11-02T09:09:57.374+0000",
				`user${n}@example.com`,
				"b".repeat(1_500),
			]),
		),
	);
}

test("windows of more than a batch take the memory of the first one", () => {
	const transcoder = createRowTranscoder({
		names: NAMES,
		eventType: EVENT_TYPE,
		context: { ...CONTEXT, source: "object" },
		mapping: {},
		maxBatchRecords: 2_000,
	});
	const memories: ArrayBufferLike[][] = [];
	let records = 0;
	for (let window = 0; window < 10; window++) {
		const used = new Set<ArrayBufferLike>();
		const take = () => {
			const { bytes, ends, uids, hours, count } = transcoder.take();
			records += count;
			for (const { buffer } of [bytes, ends, uids, hours]) used.add(buffer);
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
		memories.push([...used]);
		transcoder.clear();
		transcoder.begin();
	}

	expect(records).toBe(10 * PAGES_IN_WINDOW * ROWS);
	const [first] = memories;
	expect(first).toHaveLength(1);
	for (const used of memories) expect(used).toEqual(first);
});
