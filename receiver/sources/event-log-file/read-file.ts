// Reads one file: opens its body, hands out its rows, and judges its end.
// Invariants: the state in a batch is true once that batch is safe; a file counts
// as finished only when its body ended properly with the length it was announced
// with; what goes wrong with a file is told.

import type { Clock } from "../../../pipeline/clock.ts";
import type { BatchContent } from "../../../pipeline/log-batch.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import { compileRowMapper } from "../../mapping/compile-row-mapper.ts";
import type { SourceBatch } from "../../source.ts";
import type { TranscodeFile } from "../csv/transcode-file.ts";
import type { Gap } from "../gaps/gap.ts";
import { countGap } from "../gaps/report-gap.ts";
import { formatCheckpoint } from "./checkpoint.ts";
import { errorFields, errorReason, openingFailure } from "./file-failure.ts";
import type { TypeProgress } from "./lane.ts";
import { fieldTypesOf, identityOf, type LogFile } from "./log-file.ts";
import type { LookAhead, OpenBody } from "./look-ahead.ts";
import {
	gapOfFile,
	judgeEnd,
	rowsDelivered,
	withFinished,
	withLost,
	withPutOff,
	withRows,
	withWrongEnd,
} from "./plan.ts";
import {
	type LogFileEnd,
	type LogFileReading,
	readLogFile,
} from "./read-log-file.ts";
import { transcodeLogFile } from "./transcode-log-file.ts";

/** Attempts at a body that breaks off, within one poll. */
const ATTEMPTS = 3;
/** The next file is opened when no more than this is left of the current one. */
const LOOK_AHEAD_BYTES = 1024 * 1024;

export interface FileReaderOptions {
	/** ms, the org's clock. */
	readonly serverNow: () => number;
	readonly clock: Clock;
	readonly telemetry: Telemetry;
	/** 700 records, or 2,000 encoded ones, when it is absent. */
	readonly maxBatchRecords?: number | undefined;
	/** Makes encoded records of files, for a consumer that takes them. */
	readonly transcodeFile?: TranscodeFile | undefined;
}

/** About one request: more records at once only keep more memory alive (bench/README.md). */
const BATCH_RECORDS = 700;
/** Encoded ones are cheap to hold, and a commit costs the less the more are in it. */
const ENCODED_BATCH_RECORDS = 2_000;

export interface FileToRead {
	readonly file: LogFile;
	/** Moves as the file is read. */
	readonly type: TypeProgress;
	/** What will be read after it. */
	readonly next: LogFile | undefined;
	readonly ahead: LookAhead;
	readonly signal: AbortSignal;
}

/** What became of a file. Whatever it was, the next one can be read. */
export type FileOutcome =
	/** Its body was opened. */
	| { readonly kind: "opened" }
	/** It can't be opened, and that is its own affair. */
	| { readonly kind: "refused" }
	/** It can't be opened, and perhaps no other one can. */
	| { readonly kind: "unsure"; readonly error: unknown };

/** Rejects when nothing of the org can be read at all. */
export type FileReader = (
	reading: FileToRead,
) => AsyncGenerator<SourceBatch, FileOutcome, void>;

export function createFileReader(options: FileReaderOptions): FileReader {
	const { serverNow, clock, telemetry, transcodeFile } = options;
	const { logger } = telemetry;

	function partOf({ settings }: TypeProgress): Telemetry {
		return telemetry.stream(settings.stream);
	}

	function batch(
		{ file, type }: FileToRead,
		content: BatchContent,
	): SourceBatch {
		const state = formatCheckpoint(type.state);
		type.stored = state;
		return {
			...content,
			origin: identityOf(file),
			stream: type.settings.stream,
			eventType: file.eventType,
			key: type.key,
			state,
		};
	}

	async function* readFile(
		reading: FileToRead,
	): AsyncGenerator<SourceBatch, FileOutcome, void> {
		const { file, type, ahead, signal } = reading;
		for (let attempt = 1; ; attempt++) {
			signal.throwIfAborted();
			let body: OpenBody;
			try {
				body = await ahead.open(file);
			} catch (error) {
				signal.throwIfAborted();
				return openingFailed(reading, error);
			}
			try {
				yield* readBody(reading, body);
				return { kind: "opened" };
			} catch (error) {
				signal.throwIfAborted();
				failed(reading, error, attempt);
				if (attempt < ATTEMPTS) continue;
				type.state = withPutOff(type.state, file, serverNow());
				return { kind: "opened" };
			} finally {
				body.close();
			}
		}
	}

	function readBody(
		reading: FileToRead,
		body: OpenBody,
	): AsyncGenerator<SourceBatch, void, void> {
		const { file, type, next, ahead } = reading;
		const { context, severity, attributes } = type.settings.records;
		const mapping = {
			fieldTypes: fieldTypesOf(file),
			logDate: file.logDate,
			severity,
			attributes,
		};
		const common: LogFileReading = {
			file,
			chunks: body.chunks,
			skipRows: rowsDelivered(type.state, file),
			maxBatchRecords:
				options.maxBatchRecords ??
				(transcodeFile ? ENCODED_BATCH_RECORDS : BATCH_RECORDS),
			now: clock.now,
			telemetry: partOf(type),
			batch(content, rows) {
				type.state = withRows(type.state, file, rows);
				return batch(reading, content);
			},
			lastBatch: (end) => ended(reading, end),
			isComplete: (bytes) => judgeEnd(type.state, file, bytes) !== "again",
			onProgress(bytes) {
				const left = file.length - bytes;
				if (next !== undefined && file.length > 0 && left <= LOOK_AHEAD_BYTES) {
					ahead.prepare(next);
				}
			},
		};
		return transcodeFile === undefined
			? readLogFile(common, (header) =>
					compileRowMapper(header, file.eventType, context, mapping),
				)
			: transcodeLogFile(common, { transcodeFile, context, mapping });
	}

	/** The body ended properly: the file is finished, or it will be read again. */
	function ended(
		reading: FileToRead,
		{ content, rows, bytes }: LogFileEnd,
	): SourceBatch {
		const { file, type } = reading;
		const verdict = judgeEnd(type.state, file, bytes);
		const fields = {
			...naming(file),
			rows,
			bytes,
			announced_bytes: file.length,
		};
		const labels = { event_type: file.eventType };
		const part = partOf(type);
		if (verdict === "again") {
			type.state = withWrongEnd(
				withRows(type.state, file, rows),
				file,
				bytes,
				serverNow(),
			);
			part.count("salesforce_receiver_files_failed", 1, {
				...labels,
				reason: "length",
			});
			logger.warn(
				"An event log file has another length than announced; it is read again later",
				fields,
			);
			return batch(reading, content);
		}
		if (verdict === "shorter") {
			const gap = lost(reading, "file_truncated");
			part.count("salesforce_receiver_files_lost", 1, {
				...labels,
				reason: "length",
			});
			logger.error(
				"The end of an event log file never came, and the file is given up: the rows in the missing bytes are lost",
				{ ...fields, missing_bytes: file.length - bytes, ...gap },
			);
		} else {
			type.state = withFinished(type.state, file, type.settings.overlapMs);
			part.count("salesforce_receiver_files_read", 1, labels);
			part.report({
				lastFile: `${file.eventType} ${file.logDate} (${file.id})`,
			});
			if (verdict === "longer") {
				logger.warn(
					"An event log file is always longer than announced, and taken as whole",
					fields,
				);
			}
			logger.info("Read an event log file", fields);
		}
		return batch(reading, content);
	}

	function openingFailed(
		{ file, type }: FileToRead,
		error: unknown,
	): FileOutcome {
		const failure = openingFailure(error);
		if (failure === "org") throw error;
		if (failure === "lost") {
			const gap = lost({ file, type }, "file_vanished");
			partOf(type).count("salesforce_receiver_files_lost", 1, {
				event_type: file.eventType,
				reason: errorReason(error),
			});
			logger.error("An event log file is lost", {
				...naming(file),
				...gap,
				...errorFields(error),
			});
			return { kind: "refused" };
		}
		failed({ file, type }, error, 1);
		// Put off in any case, so that the next poll comes past it.
		type.state = withPutOff(type.state, file, serverNow());
		return failure === "file" ? { kind: "refused" } : { kind: "unsure", error };
	}

	/** The file is done with, and some of its time is a gap; gives what a log line says of it. */
	function lost(
		{ file, type }: Pick<FileToRead, "file" | "type">,
		why: Gap["why"],
	): Record<string, unknown> {
		const { overlapMs } = type.settings;
		const found = gapOfFile(file, why, serverNow());
		type.state = withLost(type.state, file, overlapMs, found);
		countGap(partOf(type), type.eventType, found);
		return { gap_from: found.from, gap_to: found.to };
	}

	function failed(
		{ file, type }: Pick<FileToRead, "file" | "type">,
		error: unknown,
		attempt: number,
	): void {
		partOf(type).count("salesforce_receiver_files_failed", 1, {
			event_type: file.eventType,
			reason: errorReason(error),
		});
		logger.warn("An event log file could not be read; it is tried again", {
			...naming(file),
			attempt,
			...errorFields(error),
		});
	}

	return readFile;
}

function naming(file: LogFile): Record<string, unknown> {
	return {
		file: file.id,
		event_type: file.eventType,
		log_date: file.logDate,
		created_date: file.createdDate,
	};
}
