// What the engine has no room for takes the reference way, and what it has room for once
// is forgotten in time: the records are the same.

import { expect, test } from "vitest";
import { CONTEXT } from "../receiver/mapping/record-context.ts";
import { byReference, byTranscoder } from "./both-ways.ts";
import { EVENT_TYPE, GOOD, HEADER } from "./nasty-files.ts";
import {
	listOf,
	rowOf,
	rowsByReference,
	rowsByTranscoder,
} from "./objects-both-ways.ts";

async function expectBothAlike(text: string, maxBatchRecords = 700) {
	const bytes = Buffer.from(text);
	const reading = { eventType: EVENT_TYPE, maxBatchRecords };
	const { rowsMapped, batches, ...result } = byTranscoder(bytes, reading);
	expect(result).toEqual(await byReference(bytes, reading));
	return { rowsMapped, batches, rows: result.rows };
}

function csv(rows: readonly (readonly string[])[]): string {
	return rows.map((row) => `"${row.join('","')}"\n`).join("");
}

test("more columns than the engine knows", async () => {
	const names = Array.from({ length: 1_500 }, (_, n) => `COLUMN_${n}`);
	const row = (tag: string) => names.map((_, n) => (n % 7 ? "" : `${tag}${n}`));
	const { rows, rowsMapped } = await expectBothAlike(
		csv([names, row("a"), row("b"), row("a"), names.slice(1)]),
	);
	expect([rows, rowsMapped]).toEqual([3, 3]);
});

test("longer names than the engine has room for", async () => {
	const names = Array.from(
		{ length: 500 },
		(_, n) => `C${n}_${"x".repeat(900)}`,
	);
	const { rows, rowsMapped } = await expectBothAlike(
		csv([names, names.map((_, n) => String(n)), names.map(() => "")]),
	);
	expect([rows, rowsMapped]).toEqual([2, 2]);
});

test("rows of the largest size that the engine takes, and one byte more", async () => {
	const row = (size: number) => {
		const around = '"Login","","1",""\n'.length;
		return `"Login","${"x".repeat(size - around)}","1",""\n`;
	};
	const { rows, rowsMapped } = await expectBothAlike(
		`${HEADER}${row(65_536)}${GOOD}${row(65_537)}${row(65_536).repeat(40)}`,
	);
	expect([rows, rowsMapped]).toEqual([43, 1]);
});

test("a raw row of more than the engine has room for", async () => {
	const names = Array.from(
		{ length: 100 },
		(_, n) => `C${n}${"\u0001".repeat(3_600)}`,
	);
	const bytes = Buffer.from(csv([names, names.map((_, n) => String(n))]));
	const reading = {
		eventType: EVENT_TYPE,
		context: { ...CONTEXT, includeOriginal: true },
	};
	const { rowsMapped, batches, ...result } = byTranscoder(bytes, reading);
	expect(result).toEqual(await byReference(bytes, reading));
	expect([result.rows, rowsMapped]).toEqual([1, 1]);
});

test("more different cells than it remembers", async () => {
	const names = ["EVENT_TYPE", "BROWSER_TYPE", "SOURCE_IP", "LOGIN_STATUS"];
	const rows = Array.from({ length: 6_000 }, (_, n) => [
		"Login",
		`Mozilla%2F5.0 ${"y".repeat(200)} ${n % 5_000}`,
		`10.0.${n >> 8}.${n & 255}`,
		n % 3 ? "LOGIN_NO_ERROR" : `LOGIN_ERROR_${n % 50}`,
	]);
	const { rows: read, rowsMapped } = await expectBothAlike(
		csv([names, ...rows, ...rows]),
		2_000,
	);
	expect([read, rowsMapped]).toEqual([12_000, 0]);
});

test("times of many hours and forms", async () => {
	const names = ["EVENT_TYPE", "TIMESTAMP", "TIMESTAMP_DERIVED"];
	const times = [
		"2026-11-02T09:59:59.999Z",
		"2026-11-02T10:00:00.000Z",
		"2026-11-02T09:00:00.001Z",
		"1969-12-31T23:59:59.500Z",
		"2026-11-02T09:00:60.001Z",
		"2026-11-02T09:00:00.0x1Z",
		"2026-11-02T09:00:00Z",
		"2026-11-02T09:00:00.000+0000",
		"2026-11-02T09:00:00.000+0100",
		"",
	];
	await expectBothAlike(
		csv([
			names,
			...[...times, ...times].map((time) => [
				"Login",
				"20261103101112.131",
				time,
			]),
		]),
	);
});

test.each([
	["the engine knows", (n: number) => `F${n}`, 1_500],
	["it has room for", (n: number) => `F${n}_${"x".repeat(200)}`, 500],
])("more fields of an object than %s", (_, nameOf, fields) => {
	const names = Array.from({ length: fields }, (_, n) => nameOf(n));
	const list = listOf(
		["a", "b", "a"].map((tag) =>
			rowOf(
				names,
				names.map((_, n) => (n % 7 ? null : `${tag}${n}`)),
			),
		),
	);
	const reading = { names, eventType: EVENT_TYPE };
	const expected = rowsByReference(list, reading);
	expect(
		rowsByTranscoder(list, reading) ?? rowsByTranscoder(list, reading, "cells"),
	).toEqual(expected);
	expect(expected.records).toHaveLength(3);
});

test("an object's rows that are more than a batch, or larger than the engine takes", () => {
	const names = ["EventDate", "EventIdentifier", "Username", "LoginUrl"];
	const rows = [3_000, 70_000, 10, 40_000, 65_530].flatMap((size, n) =>
		Array.from({ length: 60 }, (_, row) =>
			rowOf(names, [
				"2026-11-02T09:00:00.000Z",
				row % 2
					? null
					: `0000${n}${String(row).padStart(3, "0")}-0000-4000-8000-000000000000`,
				`user${row}@example.com`,
				"z".repeat(size),
			]),
		),
	);
	const reading = { names, eventType: EVENT_TYPE, includeOriginal: true };
	const expected = rowsByReference(listOf(rows), reading);
	expect(rowsByTranscoder(listOf(rows), reading)).toEqual(expected);
	expect(expected.records).toHaveLength(300);
});
