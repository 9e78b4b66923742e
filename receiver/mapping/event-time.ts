// When a row's event happened: the first of its time columns that can be read, else
// the date of its file, else the moment at which the row was read.

import type { HrTime } from "@opentelemetry/api";
import type { CellProblems } from "./cell-problems.ts";
import type { Place } from "./compile-steps.ts";
import { parseTimestamp } from "./timestamp.ts";

/** `logDate` in Salesforce's own words. A time that a row fails to tell is counted. */
export function createEventTime(
	time: Place,
	logDate: string | undefined,
	problems: Pick<CellProblems, "add">,
): (cells: readonly string[], observed: HrTime) => HrTime {
	const fileTime = parseTimestamp(logDate ?? "");
	const column = time.names[0] ?? "TIMESTAMP_DERIVED";
	return (cells, observed) => {
		let found: HrTime | undefined;
		let unreadable: string | undefined;
		for (let n = 0; n < time.indexes.length; n++) {
			const cell = cells[time.indexes[n] as number];
			if (cell === undefined || cell === "") continue;
			found = parseTimestamp(cell);
			if (found !== undefined) break;
			unreadable ??= time.names[n];
		}
		if (found === undefined || unreadable !== undefined)
			problems.add(unreadable ?? column, "not_a_date");
		return found ?? fileTime ?? observed;
	};
}
