import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowMapperOptions } from "../../../receiver/mapping/compile-row-mapper.ts";
import type { EventTable, Rule } from "../../../receiver/mapping/table.ts";
import { COMMON_RULES, TIME } from "../../../receiver/mapping/tables/common.ts";
import {
	EVENT_TABLES,
	genericTable,
} from "../../../receiver/mapping/tables/event-tables.ts";
import { CONTEXT } from "../receiver/mapping/record-context.ts";
import { byReference, byTranscoder, comparable } from "./both-ways.ts";

const TABLES = [...EVENT_TABLES, genericTable("Made_UpEvent")];

/** What Salesforce writes, and what it might. */
const USUAL = [
	"1",
	"0",
	"-1",
	"61",
	"18653659",
	"999999999999999",
	"1000000000000000",
	"9007199254740993",
	"-45",
	"-0",
	"1.5",
	"12.0",
	"3e2",
	"007",
	"4294967296",
	"-4294967297",
	"true",
	"False",
	"T",
	"P",
	"x",
	"S",
	"F",
	"A",
	"Success",
	"0055j000003rqos",
	"0055j000003rqosAAA",
	"000000000000000",
	"000000000000000AAA",
	"not-an-id-at-al",
	"TLSv1.2",
	"TLS 1.3",
	"1",
	"Unknown",
	"N/A",
	"9998.0",
	"67",
	"67.0",
	"13050000",
	"Chrome 142",
	"Mozilla%2F5.0%20(X11)",
	"Mozilla/5.0 (100%)",
	"LOGIN_NO_ERROR",
	"LOGIN_ERROR_INVALID_PASSWORD",
	"203.0.113.10",
	"2001:db8::1",
	"999.1.1.1",
	"Salesforce.com IP",
	"/services/oauth2/token?sid=secret&a=b",
	"/apex/page",
	"CALLOUT-LOG",
	"https://user:pw@example.com:8443/x?token=1#f",
	"callout:Named/path",
	"login.salesforce.com",
	"Account,Contact",
	" , ",
	"a;b",
	"4bf92f3577b34da6a3ce929d0e0e4736",
	"00000000000000000000000000000000",
	"System.NullPointerException: Attempt to\nde-reference",
	"FIELD_INTEGRITY: no",
	"2026-11-02T09:09:57.374Z",
	"2026-11-02T09:59:59.999Z",
	"2026-11-02T10:00:00.000Z",
	"2026-11-02T09:60:00.000Z",
	"2026-02-29T09:00:00.000Z",
	"2026-11-02T09:09:57Z",
	"20261102090957.374",
	"2026-11-02T09:09:57.374+0200",
	"200",
	"404",
	"503",
	"é",
	"日本語",
	"😀",
	'say "hi"',
	'""',
	",",
	"line\none",
	"line\r\ntwo",
	"\r",
	" spaced ",
	"\u0000",
	"\u2028",
	"\\",
	"\t",
	"\u001f",
	"\uFEFF",
	`${"long ".repeat(300)}😀`,
	`${"x".repeat(999)}😀y`,
	"y".repeat(1001),
];

const cell = fc.oneof(
	{ weight: 3, arbitrary: fc.constant("") },
	{ weight: 8, arbitrary: fc.constantFrom(...USUAL) },
	{ weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }) },
	{ weight: 1, arbitrary: fc.integer().map(String) },
	{ weight: 1, arbitrary: fc.double({ noNaN: true }).map(String) },
	{ weight: 1, arbitrary: fc.ipV4() },
	{ weight: 1, arbitrary: fc.webUrl({ withQueryParameters: true }) },
);

function columnsOf(table: EventTable): string[] {
	const origins: readonly { readonly columns?: readonly string[] }[] = [
		...COMMON_RULES,
		...table.rules,
		...(table.outcome ?? []),
		TIME,
	];
	return [...new Set(origins.flatMap(({ columns }) => columns ?? []))];
}

/** Values that the table itself speaks of. */
function wordsOf(rules: readonly Rule[]): string[] {
	return rules.flatMap((rule) => [
		...(rule.drop ?? []),
		...("codes" in rule ? [...(rule.codes?.keys() ?? [])] : []),
		...("words" in rule ? [...(rule.words?.keys() ?? [])] : []),
	]);
}

function headerOf(table: EventTable): fc.Arbitrary<string[]> {
	const unknown = fc.constantFrom(
		"NEW_COLUMN",
		"new column",
		"ÄÖ",
		"A.B",
		"EVENT_TYPE",
		"USER_ID",
		"",
		`LONG_${"X".repeat(150)}`,
		"RUN_TIME",
		'QUO"TE',
		"REQUEST_ID",
	);
	return fc
		.tuple(
			fc.shuffledSubarray(columnsOf(table), { minLength: 1 }),
			fc.array(unknown, { maxLength: 3 }),
		)
		.chain(([known, others]) =>
			fc.shuffledSubarray([...known, ...others], {
				minLength: known.length + others.length,
			}),
		);
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

function csvLine(cells: readonly string[], quoting: boolean): string {
	return cells
		.map((text) =>
			quoting || /[",\r\n]/.test(text) || text === "" ? quoted(text) : text,
		)
		.join(",");
}

interface File {
	readonly header: string[];
	readonly rows: string[][];
	readonly text: string;
	readonly cuts: readonly number[];
	readonly skipRows: number;
	readonly maxBatchRecords: number;
	readonly includeOriginal: boolean;
	readonly mapping: RowMapperOptions;
}

function fileOf(table: EventTable): fc.Arbitrary<File> {
	const words = wordsOf([...COMMON_RULES, ...table.rules]);
	const anyCell = fc.oneof(
		{ weight: 5, arbitrary: cell },
		{ weight: 2, arbitrary: fc.constantFrom(...words) },
	);
	const attribute = fc.constantFrom(
		"user.*",
		"salesforce.*",
		"salesforce.request.id",
		"client.address",
		"salesforce.event.source",
		"error.type",
		"log.record.original",
		"user.name",
		"url.*",
		"salesforce.run_time_ms",
		"exception.message",
	);
	return headerOf(table).chain((header) =>
		fc
			.record({
				header: fc.constant(header),
				// Some rows come again, and some differ in a cell.
				rows: fc
					.array(
						fc.tuple(
							fc.array(anyCell, {
								minLength: header.length,
								maxLength: header.length,
							}),
							fc.integer({ min: 1, max: 3 }),
							fc.nat(header.length - 1),
							anyCell,
						),
						{ minLength: 1, maxLength: 6 },
					)
					.map((made) =>
						made.flatMap(([cells, times, index, other]) => [
							...Array.from({ length: times }, () => cells),
							cells.with(index, other),
						]),
					),
				quoting: fc.boolean(),
				lineEnd: fc.constantFrom("\n", "\r\n"),
				lastLineEnd: fc.boolean(),
				bom: fc.boolean(),
				cuts: fc.oneof(
					fc.constant([]),
					fc.array(fc.integer({ min: 1, max: 400 }), {
						minLength: 1,
						maxLength: 5,
					}),
				),
				skipRows: fc.constantFrom(0, 0, 1, 3),
				maxBatchRecords: fc.constantFrom(1, 3, 700),
				includeOriginal: fc.boolean(),
				mapping: fc.record({
					logDate: fc.constantFrom(undefined, "2026-11-02T00:00:00.000+0000"),
					severity: fc.constantFrom(
						undefined,
						{ failure: "FATAL" as const },
						{ success: "DEBUG" as const, neutral: "WARN" as const },
					),
					attributes: fc.oneof(
						fc.constant(undefined),
						fc.record({
							drop: fc.array(attribute, { maxLength: 3 }),
							keep: fc.array(attribute, { maxLength: 3 }),
						}),
					),
					fieldTypes: fc.constantFrom(
						undefined,
						new Map([
							["NEW_COLUMN", "Number"],
							["new column", "Boolean"],
							["ÄÖ", "Id"],
						]),
					),
				}),
			})
			.map(({ quoting, lineEnd, lastLineEnd, bom, ...file }) => ({
				...file,
				text:
					(bom ? "\uFEFF" : "") +
					[
						csvLine(header, quoting),
						...file.rows.map((cells) => csvLine(cells, quoting)),
					].join(lineEnd) +
					(lastLineEnd ? lineEnd : ""),
			})),
	);
}

describe("every table, any header, any cells, any chunks", () => {
	test.each(TABLES.map((table) => [table.eventType, table] as const))(
		"%s: both ways give the same bytes, uids and problems",
		async (eventType, table) => {
			await fc.assert(
				fc.asyncProperty(fileOf(table), async (file) => {
					const bytes = Buffer.from(file.text);
					const reading = {
						eventType,
						context: { ...CONTEXT, includeOriginal: file.includeOriginal },
						mapping: file.mapping,
						skipRows: file.skipRows,
						maxBatchRecords: file.maxBatchRecords,
						cuts: file.cuts,
					};

					const transcoded = byTranscoder(bytes, reading);

					expect(comparable(transcoded)).toEqual(
						await byReference(bytes, reading),
					);
				}),
				{ numRuns: 25 },
			);
		},
	);
});
