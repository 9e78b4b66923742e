// The rows of an object from the pages of an answer to batches, with what could not be
// mapped counted and told. They are held here from the moment they are read until they
// are forgotten; a source sorts, compares and chooses by what an `ObjectRow` says.

import type { Clock } from "../../../pipeline/clock.ts";
import type { BatchContent } from "../../../pipeline/log-batch.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { RowPage } from "../../api/client.ts";
import { compileRowMapper } from "../../mapping/compile-row-mapper.ts";
import { createCellProblemLog } from "../cell-problem-log.ts";
import { hrTime } from "../hr-time.ts";
import type { RecordSettings } from "../record-settings.ts";
import { createMappedRows } from "./mapped-rows.ts";
import type { ObjectFields } from "./object-fields.ts";
import { createRowReader, type ObjectRow } from "./object-row.ts";
import type { RowContents } from "./row-contents.ts";
import type { CreateRowTranscoder } from "./row-transcoder.ts";
import { createTranscodedRows } from "./transcoded-rows.ts";

export interface ObjectRowsOptions {
	readonly object: string;
	/** `salesforce.event.type`. */
	readonly eventType: string;
	readonly timeField: string;
	readonly fields: ObjectFields;
	readonly records: RecordSettings;
	/** Where the consumer takes encoded records. */
	readonly createRowTranscoder?: CreateRowTranscoder | undefined;
	readonly maxBatchRecords: number;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
}

export interface ObjectRows extends Pick<RowContents, "bytes" | "forget"> {
	/** The rows of a page, in its order. `fallback` (ms) is the time of those that tell none. */
	read(page: RowPage, fallback: number): ObjectRow[];
	/** At most `maxBatchRecords`. Encoded records are lent until this is called again. */
	content(rows: readonly ObjectRow[]): BatchContent;
	/** A row that was delivered before: it counts among rows that look equal. */
	skip(row: ObjectRow): void;
	/** Begins a pass, such as a window, without rows: that is where equal ones are told apart. */
	begin(): void;
	/** Tells once what `content` has left out. */
	end(): void;
}

export function createObjectRows(options: ObjectRowsOptions): ObjectRows {
	const { object, eventType, timeField, fields, telemetry, clock } = options;
	const type = { event_type: eventType };
	const contents = contentsOf(options);
	const problems = createCellProblemLog(
		telemetry,
		"Fields of an object's rows were left out of their records",
		{ object, ...type },
	);
	const createReader = () =>
		createRowReader(fields.names, timeField, contents.cell);
	let rowOf = createReader();
	return {
		get bytes() {
			return contents.bytes;
		},
		read(page, fallback) {
			const rows: ObjectRow[] = [];
			const first = contents.rows;
			const fast = contents.add(page);
			for (let row = first; row < contents.rows; row++)
				rows.push(rowOf(row, fallback));
			if (!fast)
				telemetry.count(
					"salesforce_receiver_rows_not_transcoded",
					rows.length,
					type,
				);
			return rows;
		},
		content(rows) {
			const content = contents.content(rows, hrTime(clock.now()));
			telemetry.count("salesforce_receiver_rows_read", rows.length, type);
			problems.add(contents.takeProblems());
			return content;
		},
		skip: ({ number }) => contents.skip(number),
		forget: contents.forget,
		begin() {
			contents.begin();
			rowOf = createReader();
		},
		end: problems.close,
	};
}

function contentsOf(options: ObjectRowsOptions): RowContents {
	const { eventType, fields, records, maxBatchRecords } = options;
	const { context, severity, attributes } = records;
	const { names, types: fieldTypes } = fields;
	const mapping = { fieldTypes, severity, attributes };
	return options.createRowTranscoder === undefined
		? createMappedRows(names, () =>
				compileRowMapper(names, eventType, context, mapping),
			)
		: createTranscodedRows(
				names,
				options.createRowTranscoder({
					names,
					eventType,
					context,
					mapping,
					maxBatchRecords,
				}),
			);
}
