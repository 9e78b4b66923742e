import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRows } from "../../../../../receiver/sources/csv/read-rows.ts";
import type { RowProblem } from "../../../../../receiver/sources/csv/row-chunk.ts";

async function* chunks(
	text: string | Buffer,
	sizes: readonly number[] = [],
): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(text as string);
	let at = 0;
	for (let i = 0; at < bytes.length; i++) {
		const size = sizes.length ? (sizes[i % sizes.length] ?? 1) : bytes.length;
		yield bytes.subarray(at, at + size);
		at += size;
	}
}

async function read(
	text: string | Buffer,
	sizes?: readonly number[],
	options?: Parameters<typeof readRows>[1],
) {
	let header: readonly string[] | undefined;
	const rows: string[][] = [];
	const problems: RowProblem[] = [];
	let bytes = 0;
	for await (const chunk of readRows(chunks(text, sizes), options)) {
		header = chunk.header;
		rows.push(...chunk.rows);
		problems.push(...chunk.problems);
		bytes = chunk.bytes;
	}
	const counts: Record<string, number> = {};
	for (const { reason, count } of problems) {
		counts[reason] = (counts[reason] ?? 0) + count;
	}
	return { header, rows, problems, counts, bytes };
}

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const line = (cells: readonly string[]) => cells.map(quote).join(",");
const csv = (rows: readonly (readonly string[])[], end = "\n") =>
	rows.map((row) => line(row) + end).join("");

const cell = fc.oneof(
	fc.string({ unit: "grapheme", maxLength: 12 }),
	fc
		.array(fc.constantFrom('"', ",", "\n", "\r\n", "\r", "a", "é", "\u{1f600}"))
		.map((parts) => parts.join("")),
);
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), {
	minLength: 1,
	maxLength: 6,
});
const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
	fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
		minLength: 1,
		maxLength: 12,
	}),
);

describe("well-formed files", () => {
	test("any cells, cut into any chunks, come back as they were", async () => {
		await fc.assert(
			fc.asyncProperty(
				table,
				sizes,
				fc.constantFrom("\n", "\r\n"),
				fc.boolean(),
				fc.boolean(),
				async (rows, cuts, end, bom, lastLineEnd) => {
					const whole = (bom ? "\uFEFF" : "") + csv(rows, end);
					const text = lastLineEnd ? whole : whole.slice(0, -end.length);
					const result = await read(text, cuts);
					expect(result.header).toEqual(rows[0]);
					expect(result.rows).toEqual(rows.slice(1));
					expect(result.problems).toEqual([]);
					expect(result.bytes).toBe(Buffer.byteLength(text));
				},
			),
			{ numRuns: 150 },
		);
	});

	test("unquoted values, empty lines and mixed line ends are tolerated", async () => {
		const { header, rows, problems } = await read(
			'A,B\r\n\n1,"2"\n\r\n3,\r\n,"x ""y"" z"\n',
		);
		expect(header).toEqual(["A", "B"]);
		expect(rows).toEqual([
			["1", "2"],
			["3", ""],
			["", 'x "y" z'],
		]);
		expect(problems).toEqual([]);
	});

	test("an empty file has no chunk, a header alone has no row", async () => {
		expect((await read("")).header).toBeUndefined();
		expect((await read("\n\r\n")).header).toBeUndefined();
		const { header, rows } = await read('"A","B"\n');
		expect(header).toEqual(["A", "B"]);
		expect(rows).toEqual([]);
	});

	test("a cell of 5 MB comes back whole", async () => {
		const big = 'x"\n'.repeat(1_700_000);
		const { rows, problems } = await read(
			csv([
				["A", "B"],
				[big, "1"],
				["2", "3"],
			]),
			[65_536],
		);
		expect(rows.map((row) => row.map((value) => value.length))).toEqual([
			[big.length, 1],
			[1, 1],
		]);
		expect(problems).toEqual([]);
	});
});

describe("bad rows", () => {
	test("a row of the wrong width is set aside and named, the rest goes on", async () => {
		const { rows, problems } = await read(
			'"A","B"\n"1","2"\n"3"\n"4","5","6"\n"7","8"\n',
		);
		expect(rows).toEqual([
			["1", "2"],
			["7", "8"],
		]);
		expect(problems).toEqual([
			{
				reason: "row_width",
				setAside: true,
				count: 2,
				example: "row 2 has 1 cells, the header 2",
			},
		]);
	});

	test.each([
		["unclosed quote in the last cell", '"b1","b2'],
		["unclosed quote in the first cell", '"b1,"b2"'],
		["text after a closing quote", '"b1"x,"b2"'],
		["quote inside an unquoted cell", 'b"1,b2'],
		["bare quote inside a quoted cell", '"b "1" b","b2"'],
		["too few cells", '"b1"'],
		["too many cells", '"b1","b2","b3"'],
		["a cell that opens at the end of the line", '"b1","'],
	])("%s costs that row alone", async (_, broken) => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat({ max: 6 }),
				sizes,
				fc.boolean(),
				async (position, cuts, quoted) => {
					const good = Array.from({ length: 6 }, (_unused, i) =>
						quoted ? line([`r${i}`, "x"]) : `r${i},x`,
					);
					const lines = ["A,B", ...good];
					lines.splice(position + 1, 0, broken);
					const { rows, counts } = await read(`${lines.join("\n")}\n`, cuts);
					expect(rows.map((row) => row[0])).toEqual([
						"r0",
						"r1",
						"r2",
						"r3",
						"r4",
						"r5",
					]);
					expect(Object.values(counts)).toEqual([1]);
				},
			),
			{ numRuns: 30 },
		);
	});

	test("rows that an unclosed quote swallowed until the end are recovered", async () => {
		const { rows, counts } = await read('A,B\n1,2\n3,"4\n5,6\n7,8\n', [3]);
		expect(rows).toEqual([
			["1", "2"],
			["5", "6"],
			["7", "8"],
		]);
		expect(counts).toEqual({ quotes: 1 });
	});

	test("a record beyond the limit is set aside wherever the chunks are cut", async () => {
		const text = csv([
			["A", "B"],
			["1", "2"],
			["x".repeat(300), "y"],
			["3", "4"],
		]);
		for (const size of [1, 7, 64, 100, 1000]) {
			const { rows, counts } = await read(text, [size], {
				maxRecordBytes: 200,
			});
			expect(rows).toEqual([
				["1", "2"],
				["3", "4"],
			]);
			expect(counts).toEqual({ row_too_large: 1 });
		}
	});

	test("an unclosed quote holds no more than the limit", async () => {
		const tail = Array.from({ length: 200 }, (_unused, i) => `r${i},x\n`);
		const { rows, counts } = await read(`A,B\nb1,"b2\n${tail.join("")}`, [50], {
			maxRecordBytes: 300,
		});
		expect(rows).toHaveLength(200);
		expect(counts).toEqual({ row_too_large: 1 });
	});

	test("bytes that are not UTF-8 become U+FFFD and are counted by column", async () => {
		const text = Buffer.concat([
			Buffer.from('"A","B"\n"é","\u{1f600}"\n"'),
			Buffer.from([0xff, 0xfe]),
			Buffer.from('","x"\n"ok","y"\n'),
		]);
		for (const size of [1, 2, 3, 5, 1000]) {
			const { rows, counts, problems } = await read(text, [size]);
			expect(problems[0]).toMatchObject({ column: "A", setAside: false });
			expect(rows).toEqual([
				["é", "\u{1f600}"],
				["\uFFFD\uFFFD", "x"],
				["ok", "y"],
			]);
			expect(counts).toEqual({ invalid_utf8: 1 });
		}
	});

	test("a header that can't be parsed refuses the file", async () => {
		await expect(read('"A","B\n1,2\n')).rejects.toThrow(/CSV header/);
	});

	test("what comes out of random bytes does not depend on the chunks", async () => {
		const noise = fc
			.array(fc.constantFrom('"', '""', ",", "\n", "\r", "a", '"b"', "\n1,2\n"))
			.map((parts) => `A,B\n${parts.join("")}`);
		await fc.assert(
			fc.asyncProperty(noise, sizes, async (text, cuts) => {
				const whole = await read(text);
				const cut = await read(text, cuts);
				expect(cut.rows).toEqual(whole.rows);
				expect(cut.counts).toEqual(whole.counts);
			}),
			{ numRuns: 150 },
		);
	});
});

test("the last row of a body that was cut off is held back", async () => {
	const cut = await read("A,B\n1,2\n3,4", [5], { isComplete: () => false });
	expect(cut.rows).toEqual([["1", "2"]]);
	const seen: number[] = [];
	const whole = await read("A,B\n1,2\n3,4", [5], {
		isComplete: (bytes) => {
			seen.push(bytes);
			return true;
		},
	});
	expect(whole.rows).toHaveLength(2);
	expect(seen).toEqual([11]);
});
