// The query that lists event log files, and its rows made into `LogFile`s.
// Invariants: the interval is always asked for by name (without a predicate on
// it only daily files come back), and no predicate ever names an Id, because then
// an org with hourly files gives daily and hourly ones together.

import { z } from "zod";
import type { SoqlRow } from "../../api/client.ts";
import type { TimeRange } from "../../time-range.ts";
import { parseDateTime, soqlDateTime, soqlString } from "../soql.ts";
import type { LogFile } from "./log-file.ts";

export interface ListingQuery {
	/** Undefined for every type. */
	readonly eventTypes: readonly string[] | undefined;
	readonly interval: LogFile["interval"];
	/** Files created at this time or later; ms since the epoch. */
	readonly from: number;
	/** And before this one; ms. */
	readonly until?: number | undefined;
	/**
	 * False for an org that has no columns Interval and Sequence: Salesforce
	 * documents them for customers with hourly files only, and such an org has
	 * nothing but daily files.
	 */
	readonly intervalColumns: boolean;
	/** Only files of hours, or days, that begin in it. */
	readonly logDates?: TimeRange | undefined;
}

const FIELDS =
	"Id, EventType, LogDate, CreatedDate, LogFile, LogFileLength, LogFileFieldNames, LogFileFieldTypes";

/** Oldest first, by the time of creation: a late file has an old LogDate. */
export function listingSoql(query: ListingQuery): string {
	const where = [
		query.eventTypes === undefined ? "" : isOneOf(query.eventTypes),
		query.intervalColumns ? `Interval = ${soqlString(query.interval)}` : "",
		`CreatedDate >= ${soqlDateTime(query.from)}`,
		query.until === undefined
			? ""
			: `CreatedDate < ${soqlDateTime(query.until)}`,
		query.logDates === undefined
			? ""
			: `LogDate >= ${soqlDateTime(query.logDates.from)} AND LogDate < ${soqlDateTime(query.logDates.until)}`,
	];
	const fields = query.intervalColumns
		? `${FIELDS}, Interval, Sequence`
		: FIELDS;
	return `SELECT ${fields} FROM EventLogFile WHERE ${where
		.filter((condition) => condition !== "")
		.join(" AND ")} ORDER BY CreatedDate ASC, Id ASC`;
}

/** The oldest file that the org keeps, of whatever type. */
export function oldestSoql({
	interval,
	intervalColumns,
}: Pick<ListingQuery, "interval" | "intervalColumns">): string {
	const where = intervalColumns
		? ` WHERE Interval = ${soqlString(interval)}`
		: "";
	return `SELECT CreatedDate FROM EventLogFile${where} ORDER BY CreatedDate ASC LIMIT 1`;
}

function isOneOf(eventTypes: readonly string[]): string {
	const types = eventTypes.map(soqlString);
	return types.length === 1
		? `EventType = ${types[0]}`
		: `EventType IN (${types.join(", ")})`;
}

const dateTime = z.string().transform((text, context) => {
	const ms = parseDateTime(text);
	if (ms === undefined) {
		context.addIssue("not a date and time");
		return z.NEVER;
	}
	return new Date(ms).toISOString();
});

const row = z.object({
	Id: z.string().regex(/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/),
	EventType: z.string().min(1),
	CreatedDate: dateTime,
	LogDate: dateTime,
	LogFile: z.string().min(1),
	LogFileLength: z.number().nonnegative().nullish(),
	LogFileFieldNames: z.string().nullish(),
	LogFileFieldTypes: z.string().nullish(),
	Interval: z.enum(["Hourly", "Daily"]).nullish(),
	Sequence: z.number().int().nullish(),
});

export type ListedRow =
	| { readonly file: LogFile }
	/** Why the row can't be followed. */
	| { readonly problem: string };

export function parseListedRow(
	listed: SoqlRow,
	interval: LogFile["interval"],
): ListedRow {
	const parsed = row.safeParse(listed);
	if (!parsed.success) {
		const where = parsed.error.issues
			.map((issue) => `${issue.path.join(".")}: ${issue.message}`)
			.join("; ");
		return { problem: where };
	}
	const fields = parsed.data;
	if ((fields.Interval ?? interval) !== interval) {
		return { problem: `Interval is ${fields.Interval}, asked for ${interval}` };
	}
	return {
		file: {
			id: fields.Id,
			eventType: fields.EventType,
			createdDate: fields.CreatedDate,
			logDate: fields.LogDate,
			interval,
			sequence: fields.Sequence ?? 0,
			path: fields.LogFile,
			length: fields.LogFileLength ?? 0,
			fieldNames: fields.LogFileFieldNames ?? null,
			fieldTypes: fields.LogFileFieldTypes ?? null,
		},
	};
}
