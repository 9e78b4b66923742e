import { expect, test } from "vitest";
import type { FileCounts } from "../../../../cli/convert/convert-file.ts";
import { formatSummary } from "../../../../cli/convert/summary.ts";

function counts(different: Partial<FileCounts>): FileCounts {
	return {
		file: "a.csv",
		rows: 1,
		records: 1,
		rowsSetAside: 0,
		cellsSetAside: 0,
		problems: [],
		...different,
	};
}

test("one of each has no plural, and a rate makes no sense below a second", () => {
	expect(formatSummary([counts({})], 0, 0.25)).toBe(
		"1 file, 1 row, 1 record; set aside: 0 rows, 0 cells; 0.3 s",
	);
});

test("files add up, behind what was wrong with each and what the backend refused", () => {
	const text = formatSummary(
		[
			counts({
				rows: 1_001,
				records: 1_000,
				rowsSetAside: 1,
				problems: ["row 7 has 2 cells, the header 11"],
			}),
			counts({
				file: "b.csv",
				rows: 1_000,
				records: 1_000,
				cellsSetAside: 2,
				problems: ["RUN_TIME: not a number (2)"],
				failure: "unexpected end of file",
			}),
		],
		5,
		2,
	);
	expect(text.split("\n")).toEqual([
		"a.csv: row 7 has 2 cells, the header 11",
		"b.csv: RUN_TIME: not a number (2)",
		"b.csv: unexpected end of file",
		"2 files, 2001 rows, 2000 records; set aside: 1 row, 2 cells; 2.0 s, 1000 records/s",
		"the backend refused 5 records",
	]);
});
