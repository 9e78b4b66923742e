// Rows of an object to records, with what could not be mapped counted and told.

import type { Clock } from "../../../pipeline/clock.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import { compileRowMapper } from "../../mapping/compile-row-mapper.ts";
import { createCellProblemLog } from "../cell-problem-log.ts";
import { hrTime } from "../hr-time.ts";
import type { RecordSettings } from "../record-settings.ts";
import type { ObjectFields } from "./object-fields.ts";
import type { ObjectRow } from "./object-row.ts";

export interface RowRecordsOptions {
	readonly object: string;
	/** `salesforce.event.type`. */
	readonly eventType: string;
	readonly fields: ObjectFields;
	readonly records: RecordSettings;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
}

export interface RowRecords {
	map(rows: readonly ObjectRow[]): LogRecord[];
	/** A row that was delivered before: it counts among rows that look equal. */
	skip(row: ObjectRow): void;
	/** Tells once what `map` has left out. */
	close(): void;
}

/** For one pass over rows, such as a window: that is where equal rows are told apart. */
export function createRowRecords(options: RowRecordsOptions): RowRecords {
	const { object, eventType, fields, records, telemetry, clock } = options;
	const { context, severity, attributes } = records;
	const mapper = compileRowMapper(fields.names, eventType, context, {
		fieldTypes: fields.types,
		severity,
		attributes,
	});
	const problems = createCellProblemLog(
		telemetry,
		"Fields of an object's rows were left out of their records",
		{ object, event_type: eventType },
	);
	return {
		map(rows) {
			const observed = hrTime(clock.now());
			const mapped = rows.map(({ cells }) => mapper.map(cells, observed));
			telemetry.count("salesforce_receiver_rows_read", rows.length, {
				event_type: eventType,
			});
			problems.add(mapper.takeProblems());
			return mapped;
		},
		skip: ({ cells }) => mapper.skip(cells),
		close: () => problems.close(),
	};
}
