// One event log file from its body to batches of encoded records. What is delivered,
// counted and told is what read-log-file.ts, the reference, makes of the same body.

import type { HrTime } from "@opentelemetry/api";
import {
	discardChunk,
	discardLastChunk,
} from "../../../pipeline/spent-chunk.ts";
import {
	compileRowMapper,
	type RowMapperOptions,
} from "../../mapping/compile-row-mapper.ts";
import type { RecordContext } from "../../mapping/row-mapper.ts";
import type { SourceBatch } from "../../source.ts";
import { CHUNK_BYTES } from "../csv/read-rows.ts";
import type { CreateTranscoder } from "../csv/transcoder.ts";
import { hrTime } from "../hr-time.ts";
import { checkHeader } from "./check-header.ts";
import { createProblemLog } from "./problem-log.ts";
import {
	type LogFileReading,
	MAX_BATCH_BYTES,
	readLogFile,
} from "./read-log-file.ts";

export interface Transcoding {
	readonly createTranscoder: CreateTranscoder;
	readonly context: RecordContext;
	readonly mapping: RowMapperOptions;
}

/** No text in UTF-8 begins with it, but the mark of one in UTF-16 does. */
const UTF_16_MARK = 0xff;

/** Rejects with the body's error, or a `CsvHeaderError` when the body is no event log file. */
export async function* transcodeLogFile(
	reading: LogFileReading,
	{ createTranscoder, context, mapping }: Transcoding,
): AsyncGenerator<SourceBatch, void, void> {
	const { file, skipRows, maxBatchRecords, telemetry } = reading;
	const body = reading.chunks[Symbol.asyncIterator]();
	const first = await body.next();
	const chunks = whole(first, body);
	if (!first.done && first.value[0] === UTF_16_MARK)
		return yield* readLogFile({ ...reading, chunks }, (header) =>
			compileRowMapper(header, file.eventType, context, mapping),
		);
	const type = { event_type: file.eventType };
	const problems = createProblemLog(file, telemetry);
	const transcoder = createTranscoder({
		eventType: file.eventType,
		context,
		mapping,
		skipRows,
		maxBatchRecords,
		checkHeader,
	});
	let bytes = 0;
	let batchBytes = 0;
	let rowsCounted = skipRows;
	let rowsMapped = 0;
	let last: Uint8Array | undefined;

	function* take(): Generator<SourceBatch, void, void> {
		batchBytes = 0;
		yield reading.batch({ encoded: transcoder.take() }, transcoder.rows);
	}

	function* work(observed: HrTime): Generator<SourceBatch, void, void> {
		while (transcoder.run(observed)) yield* take();
		count();
	}

	function count(): void {
		if (transcoder.rows > rowsCounted) {
			telemetry.count(
				"salesforce_receiver_rows_read",
				transcoder.rows - rowsCounted,
				type,
			);
			rowsCounted = transcoder.rows;
		}
		if (transcoder.rowsMapped > rowsMapped) {
			telemetry.count(
				"salesforce_receiver_rows_not_transcoded",
				transcoder.rowsMapped - rowsMapped,
				type,
			);
			rowsMapped = transcoder.rowsMapped;
		}
		problems.rows(transcoder.takeRowProblems());
		problems.cells(transcoder.takeCellProblems());
	}

	try {
		for await (const part of chunks) {
			for (let at = 0; at < part.length; at += CHUNK_BYTES) {
				const piece = part.subarray(at, at + CHUNK_BYTES);
				bytes += piece.length;
				batchBytes += piece.length;
				telemetry.count("salesforce_receiver_bytes_read", piece.length, type);
				transcoder.add(piece);
				yield* work(hrTime(reading.now()));
				reading.onProgress(bytes);
				if (batchBytes >= MAX_BATCH_BYTES && transcoder.waiting > 0)
					yield* take();
			}
			// The transcoder has its own copy of what it has not read yet.
			discardChunk(part);
			last = part;
		}
		if (last !== undefined) discardLastChunk(last);
		if (reading.isComplete(bytes)) {
			transcoder.end();
			yield* work(hrTime(reading.now()));
		}
		problems.close();
		yield reading.lastBatch({
			content: { encoded: transcoder.take() },
			rows: Math.max(transcoder.rows, skipRows),
			bytes,
		});
	} finally {
		transcoder.close();
	}
}

/** The body again, of which the first chunk has been taken. */
async function* whole(
	first: IteratorResult<Uint8Array>,
	rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
	try {
		for (let next = first; !next.done; next = await rest.next())
			yield next.value;
	} finally {
		await rest.return?.();
	}
}
