// One event log file from its body to batches of encoded records. What is delivered,
// counted and told is what read-log-file.ts, the reference, makes of the same body.

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
import type {
	FilePart,
	TranscodedPart,
	TranscodeFile,
} from "../csv/transcode-file.ts";
import { hrTime } from "../hr-time.ts";
import { createProblemLog } from "./problem-log.ts";
import {
	type LogFileReading,
	MAX_BATCH_BYTES,
	readLogFile,
} from "./read-log-file.ts";

export interface Transcoding {
	readonly transcodeFile: TranscodeFile;
	readonly context: RecordContext;
	readonly mapping: RowMapperOptions;
}

/** No text in UTF-8 begins with it, but the mark of one in UTF-16 does. */
const UTF_16_MARK = 0xff;
const NOTHING = new Uint8Array();

/** Rejects with the body's error, or a `CsvHeaderError` when the body is no event log file. */
export async function* transcodeLogFile(
	reading: LogFileReading,
	{ transcodeFile, context, mapping }: Transcoding,
): AsyncGenerator<SourceBatch, void, void> {
	const { file, skipRows, maxBatchRecords } = reading;
	const body = reading.chunks[Symbol.asyncIterator]();
	const first = await body.next();
	const chunks = whole(first, body);
	if (!first.done && first.value[0] === UTF_16_MARK)
		return yield* readLogFile({ ...reading, chunks }, (header) =>
			compileRowMapper(header, file.eventType, context, mapping),
		);
	const options = {
		eventType: file.eventType,
		context,
		mapping,
		skipRows,
		maxBatchRecords,
		maxBatchBytes: MAX_BATCH_BYTES,
		mustBeLogFile: true,
	};
	const account = createAccount(reading);
	const parts = partsOf({ ...reading, chunks });
	for await (const done of transcodeFile(parts, options, file.length)) {
		if (done.kind === "batch") {
			const { encoded, rows } = done;
			yield reading.batch({ encoded }, rows);
		} else if (done.kind === "part") account.add(done);
		else {
			const { encoded, rows } = done;
			account.problems.close();
			yield reading.lastBatch({
				content: { encoded },
				rows: Math.max(rows, skipRows),
				bytes: account.bytes,
			});
		}
	}
}

/** The body as parts, and whether it is whole. */
async function* partsOf({
	chunks,
	now,
	isComplete,
}: LogFileReading): AsyncGenerator<FilePart, void, void> {
	let bytes = 0;
	let last: Uint8Array | undefined;
	for await (const chunk of chunks) {
		bytes += chunk.length;
		yield { bytes: chunk, observed: hrTime(now()), last: false };
		discardChunk(chunk);
		last = chunk;
	}
	if (last !== undefined) discardLastChunk(last);
	if (!isComplete(bytes)) return;
	yield { bytes: NOTHING, observed: hrTime(now()), last: true };
}

/** Counts what was read, and tells what was wrong with it. */
function createAccount({
	file,
	skipRows,
	telemetry,
	onProgress,
}: LogFileReading) {
	const type = { event_type: file.eventType };
	const problems = createProblemLog(file, telemetry);
	let rows = skipRows;
	let rowsMapped = 0;
	const account = {
		bytes: 0,
		problems,
		add(part: TranscodedPart): void {
			account.bytes += part.bytes;
			telemetry.count("salesforce_receiver_bytes_read", part.bytes, type);
			if (part.rows > rows) {
				const fresh = part.rows - rows;
				telemetry.count("salesforce_receiver_rows_read", fresh, type);
				rows = part.rows;
			}
			if (part.rowsMapped > rowsMapped) {
				const fresh = part.rowsMapped - rowsMapped;
				telemetry.count("salesforce_receiver_rows_not_transcoded", fresh, type);
				rowsMapped = part.rowsMapped;
			}
			problems.rows(part.rowProblems);
			problems.cells(part.cellProblems);
			onProgress(account.bytes);
		},
	};
	return account;
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
