// Reads event log files of any number of event types in the order of their
// creation, one after the other, from one listing. Invariants: a checkpoint moves
// with the records that make it true; one file's trouble never stops the next one,
// and one type's never another type.

import type { Clock } from "../../../pipeline/clock.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import type { Source, SourceBatch, StoredState } from "../../source.ts";
import type { TimeRange } from "../../time-range.ts";
import type { EventTypes } from "./event-types.ts";
import { createFileLister } from "./list-files.ts";
import type { LogFile } from "./log-file.ts";
import { createLookAhead, type LookAhead } from "./look-ahead.ts";
import { countByType, createProgressMeter } from "./measure-progress.ts";
import { selectDue } from "./plan.ts";
import { loadProgress, type Progress, type TypeProgress } from "./progress.ts";
import { createFileReader } from "./read-file.ts";

/** So many files in a row that can't be opened, of one type: the type is left alone for this poll. */
const TYPE_FAILURES = 2;
/** Of whatever types: the org is down. */
const ORG_FAILURES = 4;

/** About one request: more records at once only keep more memory alive (bench/README.md). */
const BATCH_RECORDS = 700;

export interface EventLogFileSourceOptions {
	readonly client: SalesforceClient;
	readonly interval: "hourly" | "daily";
	readonly types: EventTypes;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Only files of hours, or days, that begin in it. */
	readonly logDates?: TimeRange | undefined;
	/** Default 700. */
	readonly maxBatchRecords?: number;
}

/** What one poll carries along. */
interface Poll {
	readonly progress: Progress;
	readonly ahead: LookAhead;
	readonly signal: AbortSignal;
	/** Files in a row that could not be opened, for a reason that may be the org's. */
	failures: number;
}

export function createEventLogFileSource(
	options: EventLogFileSourceOptions,
): Source {
	const { client, interval, types, telemetry, clock } = options;
	const meter = createProgressMeter(telemetry);
	const listFiles = createFileLister({
		client,
		interval,
		telemetry,
		meter,
		logDates: options.logDates,
	});
	let nothingTold = false;
	const readFile = createFileReader({
		serverNow: client.serverNow,
		clock,
		telemetry,
		maxBatchRecords: options.maxBatchRecords ?? BATCH_RECORDS,
	});

	async function* poll(
		stored: StoredState,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		signal.throwIfAborted();
		const progress = await loadProgress({
			types,
			interval,
			stored,
			now: client.serverNow(),
			logger: telemetry.logger,
		});
		const ahead = createLookAhead(client, signal);
		try {
			yield* readAll({ progress, ahead, signal, failures: 0 });
		} finally {
			ahead.close();
		}
		reportNothing(progress);
		const failed = progress.types().find((type) => type.failed !== undefined);
		if (failed?.failed !== undefined) throw failed.failed.error;
	}

	/** Without a licence there are no files, and no error either. */
	function reportNothing(progress: Progress): void {
		const nothing = ({ state: { cursor, open } }: TypeProgress) =>
			cursor === null && open.length === 0;
		if (nothingTold || options.logDates || !progress.types().every(nothing))
			return;
		nothingTold = true;
		telemetry.logger.warn(
			"The org has no event log file of these event types and this interval yet",
			{
				event_types: progress.listed ?? ["*"],
				log_file_interval: interval,
				cure: "Files appear hours after the events, daily ones the day after. Hourly files, and most event types, need Event Monitoring: without it set log_file_interval to daily.",
			},
		);
	}

	async function* readAll(run: Poll): AsyncGenerator<SourceBatch, void, void> {
		const { progress, signal } = run;
		// Where a look-back begins must not move with the clock while nothing can be read.
		yield* progress.moved();
		for (let more = true; more; ) {
			const { ready, moreAfter } = await listFiles(progress, signal);
			const replaced = new Set(ready.map((file) => file.id));
			const now = client.serverNow();
			const due = progress
				.types()
				.flatMap((type) => (type.failed ? [] : selectDue(type.state, now)))
				.filter((file) => !replaced.has(file.id));
			yield* readFiles(run, [...due, ...ready]);
			progress.passed(moreAfter ?? now, now);
			yield* progress.moved();
			// A past range says nothing of how far the stream is.
			if (moreAfter === undefined && options.logDates === undefined) {
				meter.listed(progress.types(), now);
			}
			more = moreAfter !== undefined;
		}
	}

	async function* readFiles(
		run: Poll,
		files: readonly LogFile[],
	): AsyncGenerator<SourceBatch, void, void> {
		const { progress, ahead, signal } = run;
		const left = countByType(files);
		for (const [index, file] of files.entries()) {
			const type = await progress.find(file.eventType);
			if (type === undefined || type.failed !== undefined) continue;
			const ofType = left.get(file.eventType) ?? 0;
			meter.waiting(type, ofType);
			left.set(file.eventType, ofType - 1);
			const next = files[index + 1];
			const outcome = yield* readFile({ file, type, next, ahead, signal });
			if (outcome.kind === "opened") {
				run.failures = 0;
				type.failures = 0;
			} else if (outcome.kind === "unsure") {
				const { error } = outcome;
				if (++type.failures >= TYPE_FAILURES) type.failed = { error };
				if (++run.failures < ORG_FAILURES) continue;
				yield* progress.moved();
				throw error;
			}
		}
	}

	return { poll };
}
