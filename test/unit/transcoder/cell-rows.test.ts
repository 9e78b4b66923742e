import { expect, test } from "vitest";
import { createCellRows } from "../../../transcoder/cell-rows.ts";
import { createListScanner } from "../../../transcoder/list-scanner.ts";
import { ATTRIBUTES, listOf } from "./objects-both-ways.ts";

const NAMES = ["Id", "Name"];

function pageOf(page: number): Buffer {
	return listOf(
		Array.from({ length: 200 }, (_, n) => ({
			attributes: ATTRIBUTES,
			Id: `${page}/${n}`,
			Name: "x".repeat(50 + n),
		})),
	);
}

test("what was forgotten leaves its room to what comes: pages without end take the memory of one", () => {
	const rows = createCellRows(NAMES.length);
	const scan = createListScanner(NAMES, rows);
	const sizes = new Set<number>();
	for (let page = 1000; page < 1200; page++) {
		expect(scan(pageOf(page))).toBe(true);
		expect(rows.count).toBe(200);
		expect(rows.cell(199, 0)).toBe(`${page}/199`);
		rows.clear();
		sizes.add(rows.store.bytes.length + rows.ends.byteLength);
	}

	expect(sizes.size).toBe(1);
});

test("rows that were added in either way stand side by side", () => {
	const rows = createCellRows(NAMES.length);
	const scan = createListScanner(NAMES, rows);

	rows.add(["é😀", ""]);
	scan(listOf([{ attributes: ATTRIBUTES, Id: "b", Name: null }]));
	rows.add(["", "c"]);

	const cells = Array.from({ length: rows.count }, (_, row) =>
		NAMES.map((_, column) => rows.cell(row, column)),
	);
	expect(cells).toEqual([
		["é😀", ""],
		["b", ""],
		["", "c"],
	]);
	expect(rows.isEmpty(1, 1)).toBe(true);
	expect(rows.isEmpty(2, 1)).toBe(false);
	const { input, starts, ends } = rows.row(2);
	expect(Buffer.from(input.bytes).toString("utf8", starts[1], ends[1])).toBe(
		"c",
	);
});
