// Files of any table with any header and any cells, as fast-check makes them.

import fc from "fast-check";
import type { RowMapperOptions } from "../../../receiver/mapping/compile-row-mapper.ts";
import type { EventTable } from "../../../receiver/mapping/table.ts";
import { COMMON_RULES, TIME } from "../../../receiver/mapping/tables/common.ts";
import {
	EVENT_TABLES,
	genericTable,
} from "../../../receiver/mapping/tables/event-tables.ts";
import { CONTEXT } from "../receiver/mapping/record-context.ts";
import { cell, mapping, wordsOf } from "./any-cells.ts";
import type { FileReading } from "./both-ways.ts";

export const TABLES = [...EVENT_TABLES, genericTable("Made_UpEvent")];

function columnsOf(table: EventTable): string[] {
	const origins: readonly { readonly columns?: readonly string[] }[] = [
		...COMMON_RULES,
		...table.rules,
		...(table.outcome ?? []),
		TIME,
	];
	return [...new Set(origins.flatMap(({ columns }) => columns ?? []))];
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

export interface AnyFile {
	readonly header: string[];
	readonly rows: string[][];
	readonly text: string;
	readonly cuts: readonly number[];
	readonly skipRows: number;
	readonly maxBatchRecords: number;
	readonly includeOriginal: boolean;
	readonly mapping: RowMapperOptions;
}

export function fileOf(table: EventTable): fc.Arbitrary<AnyFile> {
	const words = wordsOf([...COMMON_RULES, ...table.rules]);
	const anyCell = fc.oneof(
		{ weight: 5, arbitrary: cell },
		{ weight: 2, arbitrary: fc.constantFrom(...words) },
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
				mapping,
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

/** How the file is read, and its bytes. */
export function readingOf(
	eventType: string,
	file: AnyFile,
): FileReading & { readonly bytes: Buffer } {
	const { skipRows, maxBatchRecords, cuts, mapping, includeOriginal } = file;
	return {
		bytes: Buffer.from(file.text),
		eventType,
		context: { ...CONTEXT, includeOriginal },
		mapping,
		skipRows,
		maxBatchRecords,
		cuts,
	};
}
