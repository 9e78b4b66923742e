// One event log file from its body to batches of records, behind the rows that
// were delivered before. Bounded by a batch, whatever the file's size.

import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { RowMapper } from "../../mapping/row-mapper.ts";
import type { SourceBatch } from "../../source.ts";
import { createCellProblemLog } from "../cell-problem-log.ts";
import { readRows } from "../csv/read-rows.ts";
import {
	CsvHeaderError,
	type RowChunk,
	type RowProblem,
} from "../csv/row-chunk.ts";
import { hrTime } from "../hr-time.ts";
import type { LogFile } from "./log-file.ts";

/** Rows of that many bytes are a batch, however few they are. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

export interface LogFileReading {
	readonly file: LogFile;
	readonly chunks: AsyncIterable<Uint8Array>;
	/** Good rows at the beginning that were delivered before. */
	readonly skipRows: number;
	readonly maxBatchRecords: number;
	readonly compile: (header: readonly string[]) => RowMapper;
	readonly now: () => number;
	readonly telemetry: Telemetry;
	/** The batch of these records; its state is true once `rows` good rows are safe. */
	readonly batch: (records: readonly LogRecord[], rows: number) => SourceBatch;
	/** Whether a body of that many bytes is taken as the whole file. */
	readonly isComplete: (bytes: number) => boolean;
	/** Told after every chunk. */
	readonly onProgress: (bytes: number) => void;
}

/** A body that ended properly. */
export interface LogFileEnd {
	/** What is not in a batch yet. */
	readonly records: readonly LogRecord[];
	/** Good rows, those delivered before included. */
	readonly rows: number;
	readonly bytes: number;
}

/** Rejects with the body's error, or a `CsvHeaderError` when the body is no event log file. */
export async function* readLogFile(
	reading: LogFileReading,
): AsyncGenerator<SourceBatch, LogFileEnd, void> {
	const { skipRows, maxBatchRecords, telemetry, file } = reading;
	const type = { event_type: file.eventType };
	let mapper: RowMapper | undefined;
	let records: LogRecord[] = [];
	let rows = 0;
	let bytes = 0;
	let batchBytes = 0;
	const problems = createProblemLog(reading);

	const chunks = readRows(reading.chunks, {
		isComplete(total) {
			bytes = total;
			return reading.isComplete(total);
		},
	});
	for await (const chunk of chunks) {
		mapper ??= reading.compile(checkedHeader(chunk));
		telemetry.count(
			"salesforce_receiver_bytes_read",
			chunk.bytes - bytes,
			type,
		);
		batchBytes += chunk.bytes - bytes;
		bytes = chunk.bytes;
		const first = rows;
		const observed = hrTime(reading.now());
		for (const cells of chunk.rows) {
			if (rows++ < skipRows) {
				mapper.skip(cells);
				continue;
			}
			records.push(mapper.map(cells, observed));
			if (records.length >= maxBatchRecords) {
				yield reading.batch(records, rows);
				records = [];
				batchBytes = 0;
			}
		}
		const fresh = rows - Math.max(first, skipRows);
		if (fresh > 0) {
			telemetry.count("salesforce_receiver_rows_read", fresh, type);
		}
		// What was wrong with rows before the checkpoint was counted when they were new.
		if (rows >= skipRows) problems.rows(chunk.problems);
		problems.cells(mapper.takeProblems());
		reading.onProgress(bytes);
		if (batchBytes >= MAX_BATCH_BYTES && records.length > 0) {
			yield reading.batch(records, rows);
			records = [];
			batchBytes = 0;
		}
	}
	problems.close();
	return { records, rows: Math.max(rows, skipRows), bytes };
}

/** Salesforce documents EVENT_TYPE for every type; a page or an error message has no such thing. */
function checkedHeader({ header }: RowChunk): readonly string[] {
	if (!header.some((name) => name.trim() === "EVENT_TYPE")) {
		throw new CsvHeaderError(
			`the body is no event log file: its first line has no EVENT_TYPE column (${header.length} columns)`,
		);
	}
	return header;
}

/** Counts problems as they come, and logs each kind once a file. */
function createProblemLog({ file, telemetry }: LogFileReading) {
	const where = { file: file.id, event_type: file.eventType };
	const logged = new Set<string>();
	const cells = createCellProblemLog(
		telemetry,
		"Cells of an event log file were left out of their records",
		where,
	);
	return {
		rows(found: readonly RowProblem[]): void {
			for (const { reason, setAside, column, count, example } of found) {
				if (setAside) {
					telemetry.count("salesforce_receiver_rows_set_aside", count, {
						event_type: file.eventType,
						reason,
					});
				}
				if (column !== undefined) {
					telemetry.count("salesforce_receiver_cells_set_aside", count, {
						event_type: file.eventType,
						column,
						reason,
					});
				}
				if (logged.has(reason)) continue;
				logged.add(reason);
				telemetry.logger.warn(
					setAside
						? "Rows of an event log file can't be read and are left out"
						: "Rows of an event log file have bytes that are no text; U+FFFD stands in their place",
					{ ...where, reason, example },
				);
			}
		},
		cells: cells.add,
		close: cells.close,
	};
}
