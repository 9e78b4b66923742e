import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDateTime } from "../../../receiver/sources/soql.ts";
import { createCellRows } from "../../../transcoder/cell-rows.ts";
import { createEngine } from "../../../transcoder/engine.ts";
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
	const engine = createEngine();
	const rows = createCellRows(NAMES.length, engine);
	const scan = createListScanner(NAMES, rows, engine);
	const sizes = new Set<number>();
	for (let page = 1000; page < 1200; page++) {
		expect(scan(pageOf(page))).toBe(true);
		expect(rows.count).toBe(200);
		expect(rows.cell(199, 0)).toBe(`${page}/199`);
		rows.clear();
		sizes.add(engine.store.bytes.length);
	}

	expect(sizes.size).toBe(1);
});

test("times are those that the reference reads, whatever came before", () => {
	const rows = createCellRows(1, createEngine());
	const two = (most: number) =>
		fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, "0"));
	const time = fc
		.tuple(
			fc.constantFrom(
				"2026-11-02T09:",
				"2026-11-02T10:",
				"2024-02-29T23:",
				"2023-02-29T23:",
				"1970-01-01T00:",
				"2026-11-02 09:",
			),
			two(60),
			fc.constantFrom(":", ":", ":", "-"),
			two(60),
			fc.constantFrom(".000", ".374", ".999", ".37", "", ".3741", ",374"),
			fc.constantFrom("+0000", "+0000", "Z", "+0100", "-00:00", "", "+00000"),
		)
		.map((parts) => parts.join(""));
	fc.assert(
		fc.property(fc.array(fc.oneof(time, fc.string())), (times) => {
			rows.clear();
			for (const cell of times) rows.add([cell]);
			const found = times.map((_, row) => rows.time(row, 0));
			expect(found).toEqual(times.map(parseDateTime));
		}),
		{ numRuns: 500 },
	);
});

test("a list that is not taken leaves nothing behind", () => {
	const engine = createEngine();
	const rows = createCellRows(NAMES.length, engine);
	const scan = createListScanner(NAMES, rows, engine);
	const row = (Name: string) => ({ attributes: ATTRIBUTES, Id: "1", Name });
	scan(listOf([row("a")]));
	const { bytes } = rows;
	const broken = listOf([row("b"), row("c")]);
	broken[broken.lastIndexOf("c")] = 0xff;

	for (const list of [broken, Buffer.from("{"), pageOf(1).subarray(1)])
		expect([scan(list), rows.count, rows.bytes]).toEqual([false, 1, bytes]);

	scan(listOf([row("d")]));
	rows.add(["2", "e"]);
	expect([0, 1, 2].map((n) => rows.cell(n, 1))).toEqual(["a", "d", "e"]);
});

test("rows that were added in either way stand side by side", () => {
	const engine = createEngine();
	const rows = createCellRows(NAMES.length, engine);
	const scan = createListScanner(NAMES, rows, engine);

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
	const { input, starts, ends } = rows.lay(2);
	expect(Buffer.from(input.bytes).toString("utf8", starts[1], ends[1])).toBe(
		"c",
	);
});
