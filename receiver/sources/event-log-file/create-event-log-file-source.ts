// Reads event log files in the order of their creation, one after the other.
// Invariants: the state in a batch is true once that batch is safe; a file counts
// as finished only when its body ended properly with the length it was announced
// with; what goes wrong with a file is told and never stops the next one.

import type { EventLogFileStreamConfig } from "../../../config/schema/event-log-file-stream.ts";
import type { Clock } from "../../../pipeline/clock.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import { compileRowMapper } from "../../mapping/compile-row-mapper.ts";
import type { RecordContext } from "../../mapping/row-mapper.ts";
import type { Source, SourceBatch } from "../../source.ts";
import {
	type EventLogFileState,
	formatCheckpoint,
	initialState,
	parseCheckpoint,
} from "./checkpoint.ts";
import { errorFields, errorReason, openingFailure } from "./file-failure.ts";
import { createFileLister } from "./list-files.ts";
import { fieldTypesOf, type LogFile } from "./log-file.ts";
import {
	createLookAhead,
	type LookAhead,
	type OpenBody,
} from "./look-ahead.ts";
import {
	judgeEnd,
	rowsDelivered,
	selectDue,
	withFinished,
	withPutOff,
	withRows,
	withWrongEnd,
} from "./plan.ts";
import { type LogFileEnd, readLogFile } from "./read-log-file.ts";

/** Attempts at a body that breaks off, within one poll. */
const ATTEMPTS = 3;
/** The next file is opened when no more than this is left of the current one. */
const LOOK_AHEAD_BYTES = 1024 * 1024;
/** With so many files put off the org's trouble comes first, and no new ones are begun. */
const MAX_OPEN_FILES = 500;

export interface EventLogFileSourceOptions {
	readonly client: SalesforceClient;
	readonly config: EventLogFileStreamConfig;
	readonly context: RecordContext;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Default 2,000. */
	readonly maxBatchRecords?: number;
}

/** What one poll carries along. */
interface Poll {
	state: EventLogFileState;
	/** The state as it was last handed out. */
	stored: string | undefined;
	/** Files in a row that could not be opened, for a reason that may be the org's. */
	failures: number;
	readonly ahead: LookAhead;
	readonly signal: AbortSignal;
}

export function createEventLogFileSource(
	options: EventLogFileSourceOptions,
): Source {
	const { client, config, context, telemetry, clock } = options;
	const { logger } = telemetry;
	const listFiles = createFileLister({ client, config, telemetry });

	function restore(text: string | undefined): EventLogFileState {
		if (text !== undefined) {
			const parsed = parseCheckpoint(text);
			if ("state" in parsed) return parsed.state;
			logger.error(
				"The checkpoint can't be read; the stream begins anew at initial_lookback: what is older and was not read yet is missed, what was read is sent again",
				{ problem: parsed.problem },
			);
		}
		return initialState(client.serverNow(), config.initial_lookback);
	}

	function batch(poll: Poll, records: readonly LogRecord[]): SourceBatch {
		poll.stored = formatCheckpoint(poll.state);
		return { records, state: poll.stored };
	}

	async function* poll(
		stored: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		signal.throwIfAborted();
		const ahead = createLookAhead(client, signal);
		const run: Poll = {
			state: restore(stored),
			stored,
			failures: 0,
			ahead,
			signal,
		};
		try {
			for (let more = true; more; ) {
				const files = [];
				more = false;
				if (run.state.open.length < MAX_OPEN_FILES) {
					const listing = await listFiles(run.state, signal);
					more = listing.more;
					files.push(...listing.ready);
				} else {
					logger.warn("Too many event log files wait for another attempt", {
						files: run.state.open.length,
					});
				}
				const replaced = new Set(files.map((file) => file.id));
				const due = selectDue(run.state, client.serverNow()).filter(
					(file) => !replaced.has(file.id),
				);
				yield* readFiles(run, [...due, ...files]);
			}
			if (formatCheckpoint(run.state) !== run.stored) yield batch(run, []);
		} finally {
			ahead.close();
		}
	}

	async function* readFiles(
		run: Poll,
		files: readonly LogFile[],
	): AsyncGenerator<SourceBatch, void, void> {
		for (const [index, file] of files.entries()) {
			yield* readFile(run, file, files[index + 1]);
		}
	}

	async function* readFile(
		run: Poll,
		file: LogFile,
		next: LogFile | undefined,
	): AsyncGenerator<SourceBatch, void, void> {
		for (let attempt = 1; ; attempt++) {
			run.signal.throwIfAborted();
			let body: OpenBody;
			try {
				body = await run.ahead.open(file);
			} catch (error) {
				run.signal.throwIfAborted();
				yield* openingFailed(run, file, error);
				return;
			}
			run.failures = 0;
			try {
				const end = yield* readBody(run, file, body, next);
				yield* ended(run, file, end);
				return;
			} catch (error) {
				run.signal.throwIfAborted();
				fileFailed(file, error, attempt);
				if (attempt < ATTEMPTS) continue;
				run.state = withPutOff(run.state, file, client.serverNow());
				return;
			} finally {
				body.close();
			}
		}
	}

	function readBody(
		run: Poll,
		file: LogFile,
		body: OpenBody,
		next: LogFile | undefined,
	): AsyncGenerator<SourceBatch, LogFileEnd, void> {
		return readLogFile({
			file,
			chunks: body.chunks,
			skipRows: rowsDelivered(run.state, file),
			maxBatchRecords: options.maxBatchRecords ?? 2000,
			compile: (header) =>
				compileRowMapper(header, file.eventType, context, {
					fieldTypes: fieldTypesOf(file),
					logDate: file.logDate,
				}),
			now: clock.now,
			telemetry,
			stateAt(rows) {
				run.state = withRows(run.state, file, rows);
				run.stored = formatCheckpoint(run.state);
				return run.stored;
			},
			isComplete: (bytes) => judgeEnd(run.state, file, bytes) !== "again",
			onProgress(bytes) {
				const left = file.length - bytes;
				if (next !== undefined && file.length > 0 && left <= LOOK_AHEAD_BYTES) {
					run.ahead.prepare(next);
				}
			},
		});
	}

	/** The body ended properly: the file is finished, or it will be read again. */
	async function* ended(
		run: Poll,
		file: LogFile,
		{ records, rows, bytes }: LogFileEnd,
	): AsyncGenerator<SourceBatch, void, void> {
		const verdict = judgeEnd(run.state, file, bytes);
		const fields = {
			...naming(file),
			rows,
			bytes,
			announced_bytes: file.length,
		};
		const type = { event_type: file.eventType };
		if (verdict === "again") {
			run.state = withWrongEnd(
				withRows(run.state, file, rows),
				file,
				bytes,
				client.serverNow(),
			);
			telemetry.count("salesforce_receiver_files_failed", 1, {
				...type,
				reason: "length",
			});
			logger.warn(
				"An event log file has another length than announced; it is read again later",
				fields,
			);
			yield batch(run, records);
			return;
		}
		run.state = withFinished(run.state, file, config.overlap);
		if (verdict === "shorter") {
			telemetry.count("salesforce_receiver_files_lost", 1, {
				...type,
				reason: "length",
			});
			logger.error(
				"The end of an event log file never came, and the file is given up: the rows in the missing bytes are lost",
				{ ...fields, missing_bytes: file.length - bytes },
			);
		} else {
			telemetry.count("salesforce_receiver_files_read", 1, type);
			if (verdict === "longer") {
				logger.warn(
					"An event log file is always longer than announced, and taken as whole",
					fields,
				);
			}
			logger.info("Read an event log file", fields);
		}
		yield batch(run, records);
	}

	async function* openingFailed(
		run: Poll,
		file: LogFile,
		error: unknown,
	): AsyncGenerator<SourceBatch, void, void> {
		const failure = openingFailure(error);
		if (failure === "org") throw error;
		if (failure === "lost") {
			run.state = withFinished(run.state, file, config.overlap);
			telemetry.count("salesforce_receiver_files_lost", 1, {
				event_type: file.eventType,
				reason: errorReason(error),
			});
			logger.error("An event log file is lost", {
				...naming(file),
				...errorFields(error),
			});
			return;
		}
		fileFailed(file, error, 1);
		// Put off in any case, so that the next poll comes past it.
		run.state = withPutOff(run.state, file, client.serverNow());
		if (failure === "file") return;
		run.failures++;
		if (run.failures < 2) return;
		yield batch(run, []);
		throw error;
	}

	function fileFailed(file: LogFile, error: unknown, attempt: number): void {
		telemetry.count("salesforce_receiver_files_failed", 1, {
			event_type: file.eventType,
			reason: errorReason(error),
		});
		logger.warn("An event log file could not be read; it is tried again", {
			...naming(file),
			attempt,
			...errorFields(error),
		});
	}

	return { poll };
}

function naming(file: LogFile): Record<string, unknown> {
	return {
		file: file.id,
		event_type: file.eventType,
		log_date: file.logDate,
		created_date: file.createdDate,
	};
}
