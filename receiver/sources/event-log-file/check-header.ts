// Tells an event log file from whatever else an org or a proxy may answer.

import { CsvHeaderError } from "../csv/row-chunk.ts";

/** Salesforce documents EVENT_TYPE for every type; a page or an error message has no such thing. */
export function checkHeader(header: readonly string[]): void {
	if (header.some((name) => name.trim() === "EVENT_TYPE")) return;
	throw new CsvHeaderError(
		`the body is no event log file: its first line has no EVENT_TYPE column (${header.length} columns)`,
	);
}
