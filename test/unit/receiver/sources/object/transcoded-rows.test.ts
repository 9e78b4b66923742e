import { expect, test } from "vitest";
import type { RowPage } from "../../../../../receiver/api/client.ts";
import { createTranscodedRows } from "../../../../../receiver/sources/object/transcoded-rows.ts";
import { createRowTranscoder } from "../../../../../transcoder/create-row-transcoder.ts";
import { CONTEXT } from "../../mapping/record-context.ts";

const NAMES = ["Id"];

function pageOf(ids: readonly string[]): RowPage {
	const rows = ids.map((Id) => ({ attributes: { type: "LoginEvent" }, Id }));
	return {
		total: rows.length,
		list: Buffer.from(JSON.stringify(rows).slice(1, -1)),
		rows: () => rows,
	};
}

test("a transcoder is made for the first row, and for no window after it until its memory is given back", () => {
	let made = 0;
	const rows = createTranscodedRows(NAMES, () => {
		made++;
		return createRowTranscoder({
			names: NAMES,
			eventType: "Test",
			context: { ...CONTEXT, source: "object" },
			mapping: {},
			maxBatchRecords: 10,
		});
	});
	const window = (ids: readonly string[]) => {
		rows.begin();
		expect(rows.add(pageOf(ids))).toBe(true);
		const found = Array.from({ length: rows.rows }, (_, n) => rows.cell(n, 0));
		rows.forget();
		return [found, rows.rows, rows.bytes, rows.takeProblems(), made];
	};

	expect(window([])).toEqual([[], 0, 0, [], 0]);
	expect(window(["a", "b"])).toEqual([["a", "b"], 0, 0, [], 1]);
	expect(window([])).toEqual([[], 0, 0, [], 1]);
	expect(window(["c"])).toEqual([["c"], 0, 0, [], 1]);
	rows.release();
	rows.release();
	expect(rows.rows).toBe(0);
	expect(window(["d"])).toEqual([["d"], 0, 0, [], 2]);
});
