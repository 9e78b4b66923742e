// One event log file from its body to batches of records, behind the rows that
// were delivered before. Bounded by a batch, whatever the file's size.

import type { BatchContent } from "../../../pipeline/log-batch.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { RowMapper } from "../../mapping/row-mapper.ts";
import type { SourceBatch } from "../../source.ts";
import { readRows } from "../csv/read-rows.ts";
import { hrTime } from "../hr-time.ts";
import { checkHeader } from "./check-header.ts";
import type { LogFile } from "./log-file.ts";
import { createProblemLog } from "./problem-log.ts";

/** Rows of that many bytes are a batch, however few they are. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** What every way of reading a file needs. */
export interface LogFileReading {
	readonly file: LogFile;
	readonly chunks: AsyncIterable<Uint8Array>;
	/** Good rows at the beginning that were delivered before. */
	readonly skipRows: number;
	readonly maxBatchRecords: number;
	readonly now: () => number;
	readonly telemetry: Telemetry;
	/** The batch of this content; its state is true once `rows` good rows are safe. */
	readonly batch: (content: BatchContent, rows: number) => SourceBatch;
	/** The last batch, of a body that ended properly. */
	readonly lastBatch: (end: LogFileEnd) => SourceBatch;
	/** Whether a body of that many bytes is taken as the whole file. */
	readonly isComplete: (bytes: number) => boolean;
	/** Told after every chunk. */
	readonly onProgress: (bytes: number) => void;
}

/** A body that ended properly. */
export interface LogFileEnd {
	/** What is not in a batch yet. */
	readonly content: BatchContent;
	/** Good rows, those delivered before included. */
	readonly rows: number;
	readonly bytes: number;
}

/** Rejects with the body's error, or a `CsvHeaderError` when the body is no event log file. */
export async function* readLogFile(
	reading: LogFileReading,
	compile: (header: readonly string[]) => RowMapper,
): AsyncGenerator<SourceBatch, void, void> {
	const { skipRows, maxBatchRecords, telemetry, file } = reading;
	const type = { event_type: file.eventType };
	let mapper: RowMapper | undefined;
	let records: LogRecord[] = [];
	let rows = 0;
	let bytes = 0;
	let batchBytes = 0;
	const problems = createProblemLog(file, telemetry);

	const chunks = readRows(reading.chunks, {
		isComplete(total) {
			bytes = total;
			return reading.isComplete(total);
		},
	});
	for await (const chunk of chunks) {
		if (mapper === undefined) {
			checkHeader(chunk.header);
			mapper = compile(chunk.header);
		}
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
				yield reading.batch({ records }, rows);
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
			yield reading.batch({ records }, rows);
			records = [];
			batchBytes = 0;
		}
	}
	problems.close();
	yield reading.lastBatch({
		content: { records },
		rows: Math.max(rows, skipRows),
		bytes,
	});
}
