import { expect, test } from "vitest";
import { createFileTemplate } from "../../../../bench/soak/file-template.ts";
import { readSerial, SERIAL_MARK } from "../../../../bench/soak/serial.ts";
import { readRows } from "../../../../receiver/sources/csv/read-rows.ts";
import { rowsContent } from "../../../../simulator/log-files/file-content.ts";

const HOUR = Date.parse("2026-11-26T07:00:00Z");

async function rowsOf(chunks: Iterable<Buffer>) {
	const rows: Record<string, string>[] = [];
	async function* body() {
		yield* chunks;
	}
	for await (const chunk of readRows(body())) {
		for (const cells of chunk.rows) {
			rows.push(
				Object.fromEntries(
					chunk.header.map((name, i) => [name, cells[i] ?? ""]),
				),
			);
		}
	}
	return rows;
}

test("a file repeats the rows of its template, each with a number and in its hour", async () => {
	const columns = ["TIMESTAMP", "REQUEST_ID", "URI", "TIMESTAMP_DERIVED"];
	const model = rowsContent(columns, [
		{
			TIMESTAMP: "20200101000102.345",
			REQUEST_ID: "3nWgxWbDKWWDIk0FKfF5DV",
			URI: 'a "quoted", cell',
			TIMESTAMP_DERIVED: "2020-01-01T00:01:02.345Z",
		},
		{
			TIMESTAMP: "2020-01-01T00:59:59.999Z",
			REQUEST_ID: "4exLFFQZ1234xFl1cJNwOV",
			URI: "",
			TIMESTAMP_DERIVED: "2020-01-01T00:59:59.999Z",
		},
	]);
	const content = createFileTemplate("API", model).content(41, 3, HOUR);
	const rows = await rowsOf(content.bytes());
	expect(rows).toMatchObject([
		{
			TIMESTAMP: "20261126070102.345",
			URI: 'a "quoted", cell',
			TIMESTAMP_DERIVED: "2026-11-26T07:01:02.345Z",
		},
		{
			TIMESTAMP: "2026-11-26T07:59:59.999Z",
			URI: "",
			TIMESTAMP_DERIVED: "2026-11-26T07:59:59.999Z",
		},
		{ TIMESTAMP: "20261126070102.345" },
	]);
	const serials = rows.map(({ REQUEST_ID = "" }) =>
		readSerial(Buffer.from(REQUEST_ID), SERIAL_MARK.length),
	);
	expect(serials).toEqual([41, 42, 43]);
	expect(rows[0]?.REQUEST_ID).toHaveLength(22);
});
