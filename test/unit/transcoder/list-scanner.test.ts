import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SoqlRow } from "../../../receiver/api/client.ts";
import { createCellReader } from "../../../receiver/sources/object/cells.ts";
import { createCellRows } from "../../../transcoder/cell-rows.ts";
import { createEngine } from "../../../transcoder/engine.ts";
import { createListScanner } from "../../../transcoder/list-scanner.ts";
import { ATTRIBUTES, listOf, rowOf } from "./objects-both-ways.ts";

const NAMES = ["Id", "A", "CreatedBy.Username", "CreatedBy.Name", "B"];
const CREATED_BY = { attributes: ATTRIBUTES, Username: "ada", Name: "Ada" };
const ROW = {
	attributes: ATTRIBUTES,
	Id: "1",
	A: "x",
	CreatedBy: CREATED_BY,
	B: null,
};

/** Of every scanner here, one after the other. */
const engine = createEngine();

/** The cells of the rows that were taken, behind those of one that was there before; undefined when nothing was. */
function scan(list: Uint8Array, names = NAMES): string[][] | undefined {
	const rows = createCellRows(names.length, engine);
	const before = names.map((name) => `before ${name}`);
	rows.add(before);
	const taken = createListScanner(names, rows, engine)(list);
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

	test.each(['"', "\\", "\n", "\0", "é", "日", "😀", "\ud83d", "\ude00"])(
		"%j is read wherever in 16 bytes it stands",
		(sign) => {
			const rows = Array.from({ length: 40 }, (_, n) => ({
				...ROW,
				A: `${"x".repeat(n)}${sign}${"y".repeat(40 - n)}${sign}`,
			}));
			for (const list of [listOf(rows), escaped(listOf(rows))])
				expect(scan(list)).toEqual(reference(list));
		},
	);

	test("texts of any length are read, the largest of a megabyte", () => {
		const lengths = [...Array(40).keys(), 1_000_000];
		const list = listOf(
			lengths.map((length) => ({ ...ROW, A: "é".repeat(length) })),
		);

		expect(scan(list)).toEqual(reference(list));
	});

	test("a relationship of a relationship is read, and one that leads nowhere", () => {
		const names = ["Id", "A.B.C", "A.B.D", "A.E", "F"];
		const B = { attributes: ATTRIBUTES, C: "c", D: null };
		const A = { attributes: ATTRIBUTES, B, E: 1.5 };
		const row = { attributes: ATTRIBUTES, Id: "1", A, F: true };
		const list = listOf([
			row,
			{ ...row, A: null },
			{ ...row, A: { ...A, B: null } },
		]);

		expect(scan(list, names)).toEqual(reference(list, names));
	});

	test.each([
		"123456789012345",
		"1234567890123456",
		"9007199254740993",
		"123456789012345678901234567890",
		"12345678.1234567",
		"12345678.12345678",
		"0.000001",
		"0.0000001",
		"-0",
		"-0.0",
		"100.0",
		"1.50",
		"1E400",
		"-1.7976931348623157e-308",
	])("the number %s comes out as JavaScript writes it", (number) => {
		const list = Buffer.from(written("").toString().replace('""', number));

		expect(scan(list)?.[0]?.[1]).toBe(String(Number(number)));
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

/** The same list, with all that is not ASCII written as escapes. */
function escaped(list: Buffer): Buffer {
	return Buffer.from(
		list
			.toString()
			.replace(
				/[\u0080-\uffff]/g,
				(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
			),
	);
}

function parsed(list: Uint8Array, names = NAMES): string[][] | undefined {
	try {
		return reference(list, names);
	} catch {
		return undefined;
	}
}

/** A row with a text as it stands between its quotes. */
function written(text: string): Buffer {
	return Buffer.from(listOf([ROW]).toString().replace('"x"', `"${text}"`));
}

function withNumbers(list: Buffer): Buffer {
	return Buffer.from(list.toString().replaceAll('"NUMBER"', "1e20"));
}

describe("any other list", () => {
	test.each([
		["white space", '{ "attributes"'],
		["no attributes", JSON.stringify([{ Id: "1" }]).slice(1, -1)],
		["another order", listOf([{ attributes: ATTRIBUTES, A: "x", Id: "1" }])],
		["a field missing", listOf([{ ...ROW, B: undefined }])],
		["a field too many", listOf([{ ...ROW, C: 1 }])],
		["a field twice", written('x","A":"x')],
		[
			"attributes within attributes",
			listOf([{ ...ROW, attributes: { attributes: ATTRIBUTES } }]),
		],
		[
			"objects in one another without end",
			`${'{"attributes":'.repeat(10_000)}${"}".repeat(10_000)}`,
		],
		["lists in one another without end", "[".repeat(10_000)],
		["an escape that means nothing", written("\\x")],
		["half an escape", written("\\u00e")],
		["an escape of no digits", written("\\u00g9")],
		["a control character", written(`${"x".repeat(17)}\n`)],
		["a word that goes on", written("x").toString().replace('"x"', "nullx")],
		["a word cut off", written("x").toString().replace('"x"', "fals")],
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
		for (let end = 1; end < list.length; end++) {
			// What is missing lies behind the end yet.
			expect(scan(list)).toBeDefined();
			expect(scan(list.subarray(0, end))).toBeUndefined();
		}
	});

	test("a control character wherever in 16 bytes: nothing is taken", () => {
		for (let n = 0; n < 40; n++)
			for (const sign of ["\0", "\x1f", "\t"])
				expect(scan(written(`${"x".repeat(n)}${sign}`))).toBeUndefined();
	});

	const MANY = Array.from({ length: 100 }, (_, n) => `F${n}`);
	test.each([
		[
			"numbers that are longer than in JSON",
			MANY,
			rowOf(MANY, new Array(MANY.length).fill("NUMBER")),
		],
		[
			"a relationship of many fields that leads nowhere",
			MANY.map((name) => `A.${name}`),
			{ attributes: ATTRIBUTES, A: null },
		],
	])("%s: few rows are taken, and of many none", (_, names, row) => {
		const list = (rows: number) =>
			withNumbers(listOf(new Array(rows).fill(row)));

		expect(scan(list(2), names)).toEqual(reference(list(2), names));
		expect(scan(list(2_000), names)).toBeUndefined();
		expect(scan(list(2), names)).toEqual(reference(list(2), names));
		// Nor does what is written of them reach a text that comes next.
		const texts = listOf([textsFrom(0, names)]);
		const found = Array.from({ length: 30 }, (_, before) =>
			same(Buffer.concat([list(before + 1), Buffer.from(","), texts]), names),
		);
		expect(new Set(found)).toEqual(new Set([true, false]));
	});

	test("numbers that are longer than in JSON reach no text of their row", () => {
		const found = MANY.map((_, n) => {
			const row = textsFrom(n, MANY);
			return same(withNumbers(listOf([row, row, row, row, row])), MANY);
		});
		expect(new Set(found)).toEqual(new Set([true, false]));
	});

	/** A row whose first fields are long numbers, and the others texts. */
	function textsFrom(first: number, names: readonly string[]) {
		return rowOf(
			names,
			names.map((_, n) => (n < first ? "NUMBER" : "x".repeat(50))),
		);
	}

	/** Whether it was taken, for what it is. */
	function same(list: Buffer, names: string[]): boolean {
		const found = scan(list, names);
		if (found !== undefined) expect(found).toEqual(reference(list, names));
		return found !== undefined;
	}

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
