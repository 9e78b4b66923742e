// The golden events: a row of each event type or object as Salesforce writes it,
// and the record that it becomes, in a form to read.

import { readdirSync, readFileSync } from "node:fs";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { compileRowMapper } from "../../../../receiver/mapping/compile-row-mapper.ts";
import type { CellProblem } from "../../../../receiver/mapping/row-mapper.ts";
import { eventTypeOfObject } from "../../../../receiver/mapping/tables/event-tables.ts";
import { readRows } from "../../../../receiver/sources/csv/read-rows.ts";
import { createCellReader } from "../../../../receiver/sources/object/cells.ts";
import { CONTEXT, OBSERVED } from "./record-context.ts";

const FOLDER = new URL("../../../fixtures/events/", import.meta.url);

/** What LogFileFieldTypes and describe tell of the columns that no table knows. */
const FIELD_TYPES = new Map([
	["FLOW_VERSION_ID", "Id"],
	["NUMBER_OF_INTERVIEWS", "Number"],
	["RowsProcessed", "double"],
]);

export interface GoldenEvent {
	/** The event type of a file, or the name of an object. */
	readonly name: string;
	readonly source: "event_log_file" | "object";
	readonly rowUrl: URL;
	readonly goldenUrl: URL;
}

export function goldenEvents(): readonly GoldenEvent[] {
	return readdirSync(FOLDER)
		.filter((file) => !file.endsWith(".record.json"))
		.map((file) => {
			const [name = "", format] = file.split(".");
			return {
				name,
				source: format === "csv" ? "event_log_file" : "object",
				rowUrl: new URL(file, FOLDER),
				goldenUrl: new URL(`${name}.record.json`, FOLDER),
			};
		});
}

export function goldenEvent(name: string): GoldenEvent {
	const event = goldenEvents().find((candidate) => candidate.name === name);
	if (event === undefined) throw new Error(`no golden event ${name}`);
	return event;
}

export async function mapGoldenEvent(event: GoldenEvent): Promise<{
	readonly record: LogRecord;
	readonly problems: readonly CellProblem[];
}> {
	const { header, cells } =
		event.source === "object" ? objectRow(event) : await fileRow(event);
	const mapper = compileRowMapper(
		header,
		eventTypeOfObject(event.name),
		{ ...CONTEXT, source: event.source },
		{ fieldTypes: FIELD_TYPES },
	);
	return {
		record: mapper.map(cells, OBSERVED),
		problems: mapper.takeProblems(),
	};
}

async function fileRow({ rowUrl }: GoldenEvent) {
	async function* body() {
		yield readFileSync(rowUrl);
	}
	for await (const { header, rows } of readRows(body()))
		for (const cells of rows) return { header, cells };
	throw new Error(`no row in ${rowUrl.pathname}`);
}

function objectRow({ rowUrl }: GoldenEvent) {
	const row = JSON.parse(readFileSync(rowUrl, "utf8"));
	const header = fieldsOf(row, "");
	return { header, cells: createCellReader(header)(row) };
}

/** As in SOQL: relationship fields dotted. */
function fieldsOf(
	row: Readonly<Record<string, unknown>>,
	path: string,
): string[] {
	return Object.entries(row).flatMap(([name, value]) => {
		if (name === "attributes") return [];
		return typeof value === "object" && value !== null
			? fieldsOf(value as Record<string, unknown>, `${path}${name}.`)
			: [path + name];
	});
}

/** What a person compares. The resource and the scope are those of every record. */
export function readable(record: LogRecord) {
	const [seconds, nanoseconds] = record.hrTime;
	return {
		time: new Date(seconds * 1000 + nanoseconds / 1e6).toISOString(),
		eventName: record.eventName,
		severity: record.severityText,
		body: record.body,
		...(record.spanContext && { traceId: record.spanContext.traceId }),
		attributes: record.attributes,
	};
}
