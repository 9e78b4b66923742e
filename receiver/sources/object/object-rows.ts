// The rows of an object from the pages of an answer to batches, with what could not be
// mapped counted and told. They are held here from the moment they are read until they
// are forgotten, under numbers: an object for each would outlive V8's young generation.

import type { Clock } from "../../../pipeline/clock.ts";
import { recordCount } from "../../../pipeline/log-batch.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import { type BodyBuffer, createBodyBuffer } from "../../api/body-buffer.ts";
import type { RowPage } from "../../api/client.ts";
import { compileRowMapper } from "../../mapping/compile-row-mapper.ts";
import { createCellProblemLog } from "../cell-problem-log.ts";
import { hrTime } from "../hr-time.ts";
import type { RecordSettings } from "../record-settings.ts";
import { createMappedRows } from "./mapped-rows.ts";
import type { ObjectFields } from "./object-fields.ts";
import type { RowContents, RowsBatch } from "./row-contents.ts";
import { createRowIdentities } from "./row-identities.ts";
import type { CreateRowTranscoder } from "./row-transcoder.ts";
import { createTranscodedRows } from "./transcoded-rows.ts";

export interface ObjectRowsOptions {
	readonly object: string;
	/** `salesforce.event.type`. */
	readonly eventType: string;
	readonly timeField: string;
	readonly fields: ObjectFields;
	readonly records: RecordSettings;
	/** Without it rows become objects. */
	readonly createRowTranscoder?: CreateRowTranscoder | undefined;
	readonly maxBatchRecords: number;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
}

/** Rows are numbered from 0 until they are forgotten. */
export interface ObjectRows extends Pick<RowContents, "bytes"> {
	/** How many are held. */
	readonly count: number;
	/** Where pages are read to. */
	readonly pages: BodyBuffer;
	/** Adds the rows of a page, in its order. `fallback` (ms) is the time of those that tell none: they are handed out like any other, and the mapper reports it. */
	read(page: RowPage, fallback: number): void;
	/** Milliseconds since the epoch. */
	time(row: number): number;
	/** Told by Salesforce, or made of the cells when it tells none. */
	identity(row: number): string;
	/** All of them, oldest first; those of the same time always in the same order. */
	inTime(): number[];
	/**
	 * As many of the rows as a batch takes, from the one at `from` on; at least one, where
	 * there is one. Encoded records are lent until this is called again.
	 */
	content(rows: readonly number[], from: number): RowsBatch;
	/** A row that was delivered before: it counts among rows that look equal. */
	skip(row: number): void;
	/** Holds no row any more. */
	forget(): void;
	/** Begins a pass, such as a window, without rows: that is where equal ones are told apart. */
	begin(): void;
	/** Tells once what `content` has left out. */
	end(): void;
	/** Gives back the memory that was made for rows and pages, until the next pass. */
	release(): void;
}

export function createObjectRows(options: ObjectRowsOptions): ObjectRows {
	const { object, eventType, timeField, fields, telemetry, clock } = options;
	const type = { event_type: eventType };
	const contents = contentsOf(options);
	const identities = createRowIdentities(fields.names, contents);
	const timeColumn = fields.names.indexOf(timeField);
	const times: number[] = [];
	const problems = createCellProblemLog(
		telemetry,
		"Fields of an object's rows were left out of their records",
		{ object, ...type },
	);

	function timeOf(row: number): number | undefined {
		return timeColumn < 0 ? undefined : contents.time(row, timeColumn);
	}

	function compare(a: number, b: number): number {
		const later = rows.time(a) - rows.time(b);
		if (later !== 0) return later;
		const [one, other] = [identities.of(a), identities.of(b)];
		return one < other ? -1 : one > other ? 1 : 0;
	}

	const pages = createBodyBuffer();
	const rows: ObjectRows = {
		pages,
		get bytes() {
			return contents.bytes;
		},
		get count() {
			return times.length;
		},
		read(page, fallback) {
			const first = times.length;
			const fast = contents.add(page);
			for (let row = first; row < contents.rows; row++) {
				times.push(timeOf(row) ?? fallback);
				identities.note(row);
			}
			if (!fast)
				telemetry.count(
					"salesforce_receiver_rows_not_transcoded",
					times.length - first,
					type,
				);
		},
		time: (row) => times[row] as number,
		identity: identities.of,
		inTime: () => Array.from(times.keys()).sort(compare),
		content(chosen, from) {
			const batch = contents.content(chosen, from, hrTime(clock.now()));
			telemetry.count(
				"salesforce_receiver_rows_read",
				recordCount(batch.content),
				type,
			);
			problems.add(contents.takeProblems());
			return batch;
		},
		skip: contents.skip,
		forget() {
			contents.forget();
			identities.forget();
			times.length = 0;
		},
		begin() {
			rows.forget();
			contents.begin();
			identities.begin();
		},
		end: problems.close,
		release() {
			rows.forget();
			contents.release();
			pages.free();
		},
	};
	return rows;
}

function contentsOf(options: ObjectRowsOptions): RowContents {
	const { eventType, fields, records, maxBatchRecords, createRowTranscoder } =
		options;
	const { context, severity, attributes } = records;
	const { names, types: fieldTypes } = fields;
	const mapping = { fieldTypes, severity, attributes };
	return createRowTranscoder === undefined
		? createMappedRows(
				names,
				() => compileRowMapper(names, eventType, context, mapping),
				maxBatchRecords,
			)
		: createTranscodedRows(names, () =>
				createRowTranscoder({
					names,
					eventType,
					context,
					mapping,
					maxBatchRecords,
				}),
			);
}
