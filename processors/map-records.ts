// What every processor does to a batch. Invariant: a record that was not changed
// is passed on as it is, and records of which none was changed or left out as
// the array they came in, because pipelines that hold the same array share its
// encoding.

import type { LogRecord } from "../pipeline/log-record.ts";

/** `change` gives the record itself, another one in its place, or undefined to leave it out. */
export function mapRecords(
	records: readonly LogRecord[],
	change: (record: LogRecord) => LogRecord | undefined,
): readonly LogRecord[] {
	let result: LogRecord[] | undefined;
	for (let index = 0; index < records.length; index++) {
		const record = records[index] as LogRecord;
		const changed = change(record);
		if (result === undefined) {
			if (changed === record) continue;
			result = records.slice(0, index);
		}
		if (changed !== undefined) result.push(changed);
	}
	return result ?? records;
}
