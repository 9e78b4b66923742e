import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SoqlRow } from "../../../receiver/api/client.ts";
import { createCellReader } from "../../../receiver/sources/object/cells.ts";
import { createCellRows } from "../../../transcoder/cell-rows.ts";
import { createListScanner } from "../../../transcoder/list-scanner.ts";
import { ATTRIBUTES, listOf } from "./objects-both-ways.ts";

const NAMES = ["Id", "A", "CreatedBy.Username", "CreatedBy.Name", "B"];
const CREATED_BY = { attributes: ATTRIBUTES, Username: "ada", Name: "Ada" };
const ROW = {
	attributes: ATTRIBUTES,
	Id: "1",
	A: "x",
	CreatedBy: CREATED_BY,
	B: null,
};

/** The cells of the rows that were taken, behind those of one that was there before; undefined when nothing was. */
function scan(list: Uint8Array, names = NAMES): string[][] | undefined {
	const rows = createCellRows(names.length);
	const before = names.map((name) => `before ${name}`);
	rows.add(before);
	const taken = createListScanner(names, rows)(list);
	const found = Array.from({ length: rows.count }, (_, row) =>
		names.map((_, column) => rows.cell(row, column)),
	);
	expect(found[0]).toEqual(before);
	if (!taken) expect(found).toHaveLength(1);
	return taken ? found.slice(1) : undefined;
}

/** Throws when it is no JSON. */
function reference(list: Uint8Array, names = NAMES): string[][] {
	const cellsOf = createCellReader(names);
	const parsed: SoqlRow[] = JSON.parse(
		`[${Buffer.from(list).toString("utf8")}]`,
	);
	return parsed.map(cellsOf);
}

describe("a list as Salesforce writes it", () => {
	test.each([
		["no row", []],
		["one row", [ROW]],
		["several rows", [ROW, { ...ROW, A: "y" }, ROW]],
		["a relationship that leads nowhere", [{ ...ROW, CreatedBy: null }]],
		["empty texts", [{ ...ROW, A: "", B: "" }]],
		[
			"words and numbers",
			[
				{ ...ROW, A: true, B: 12.5 },
				{ ...ROW, A: false },
			],
		],
		["characters of several bytes", [{ ...ROW, A: "é日本😀", B: "\u2028" }]],
		["escapes", [{ ...ROW, A: 'a"\\/\b\f\n\r\t\u0000\u001f' }]],
	])("%s: is taken", (_, rows) => {
		const list = listOf(rows);

		expect(scan(list)).toEqual(reference(list));
	});

	test.each([
		["\\u00e9", "é"],
		["\\u00E9\\/", "é/"],
		["\\ud83d\\ude00", "😀"],
		["\\ud83d", "\ufffd"],
		["\\ud83d\\ud83d\\ude00", "\ufffd😀"],
		["\\ude00\\u0041", "\ufffdA"],
		["\\ude00\\ude01", "\ufffd\ufffd"],
		["\\ud83d\\n", "\ufffd\n"],
		["\\u0000", "\0"],
	])("the text %s is read as JSON.parse reads it", (written, expected) => {
		const list = Buffer.from(
			listOf([{ ...ROW, A: "?" }])
				.toString()
				.replace('"?"', `"${written}"`),
		);

		expect(scan(list)?.[0]?.[1]).toBe(expected);
		expect(reference(list)[0]?.[1]).toBe(expected);
	});

	test("any number comes out as JavaScript writes it", () => {
		const digits = fc.stringMatching(/^[0-9]{1,18}$/);
		const number = fc
			.tuple(
				fc.constantFrom("", "-"),
				fc.oneof(digits, fc.constantFrom("0", "00", "1", "10")),
				fc.oneof(
					fc.constant(""),
					digits.map((some) => `.${some}`),
					fc.constant("."),
				),
				fc.constantFrom("", "", "e3", "E+2", "e-7", "e400", "e"),
			)
			.map((parts) => parts.join(""));
		fc.assert(
			fc.property(number, (written) => {
				const list = Buffer.from(
					listOf([ROW, ROW]).toString().replaceAll('"x"', written),
				);
				const expected = parsed(list);

				expect(scan(list)).toEqual(expected);
			}),
			{ numRuns: 500 },
		);
	});
});

function parsed(list: Uint8Array, names = NAMES): string[][] | undefined {
	try {
		return reference(list, names);
	} catch {
		return undefined;
	}
}

describe("any other list", () => {
	test.each([
		["white space", '{ "attributes"'],
		["no attributes", JSON.stringify([{ Id: "1" }]).slice(1, -1)],
		["another order", listOf([{ attributes: ATTRIBUTES, A: "x", Id: "1" }])],
		["a field missing", listOf([{ ...ROW, B: undefined }])],
		["a field too many", listOf([{ ...ROW, C: 1 }])],
		["a value that is an object", listOf([{ ...ROW, A: {} }])],
		["a value that is a list", listOf([{ ...ROW, A: [] }])],
		["a relationship that is a text", listOf([{ ...ROW, CreatedBy: "Ada" }])],
		[
			"attributes that are no texts",
			listOf([{ ...ROW, attributes: { a: 1 } }]),
		],
		["attributes that are none", listOf([{ ...ROW, attributes: null }])],
		["rows that are none", "1,2"],
		["a comma too many", `${listOf([ROW])},`],
		["more behind the list", `${listOf([ROW])}]`],
		[
			"bytes that are not UTF-8",
			Buffer.from(listOf([ROW]).map((byte) => (byte === 0x78 ? 0xff : byte))),
		],
	])("%s: nothing of it is taken", (_, list) => {
		expect(scan(Buffer.from(list))).toBeUndefined();
		expect(
			scan(Buffer.concat([listOf([ROW]), Buffer.from(","), Buffer.from(list)])),
		).toBeUndefined();
	});

	test("cut off anywhere: nothing of it is taken", () => {
		const list = listOf([{ ...ROW, A: "\\u00e9\n", B: 12.5 }]);
		for (let end = 1; end < list.length; end++)
			expect(scan(list.subarray(0, end))).toBeUndefined();
	});

	test("changed by chance: what is taken is JSON, and the cells are those of the parsed rows", () => {
		const rows = [
			ROW,
			{ ...ROW, A: 'q"\\\u0001é', B: -12.5 },
			{ ...ROW, CreatedBy: null, B: true },
		];
		const list = listOf(rows);
		const byte = fc.oneof(
			fc.constantFrom(...Buffer.from('"\\{}[],:u0123456789aneE.-+ \n')),
			fc.integer({ min: 0, max: 255 }),
		);
		const change = fc.record({
			at: fc.nat(list.length),
			removed: fc.nat(3),
			added: fc.array(byte, { maxLength: 3 }),
		});
		let taken = 0;
		fc.assert(
			fc.property(
				fc.array(change, { minLength: 1, maxLength: 2 }),
				(changes) => {
					let changed: Buffer = list;
					for (const { at, removed, added } of changes)
						changed = Buffer.concat([
							changed.subarray(0, at),
							Buffer.from(added),
							changed.subarray(at + removed),
						]);
					const found = scan(changed);
					if (found === undefined) return;
					taken++;
					expect(found).toEqual(reference(changed));
				},
			),
			{ numRuns: 4000 },
		);
		// Changes within texts and numbers.
		expect(taken).toBeGreaterThan(100);
	});
});
