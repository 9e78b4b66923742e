// Reads event log files of any number of event types, one after the other, from one
// listing: in the order of their creation, but when much has piled up the newest first
// and the rest beside them. Invariants: a checkpoint moves with the records that make it
// true; one file's trouble never stops the next one, and one type's never another type.

import type { Clock } from "../../../pipeline/clock.ts";
import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import { SalesforceError } from "../../api/salesforce-error.ts";
import type { BacklogPace } from "../../budget/pace.ts";
import type { Source, SourceBatch, StoredState } from "../../source.ts";
import { logDatesIn, type TimeRange } from "../../time-range.ts";
import type { TranscodeFile } from "../csv/transcode-file.ts";
import { type BacklogTurns, createBacklogTurns } from "./backlog-turns.ts";
import type { EventTypes } from "./event-types.ts";
import { createFileKinds, type FileKind } from "./file-kinds.ts";
import type { Lane } from "./lane.ts";
import { firstOfBacklog, freshSince, olderThan } from "./lanes.ts";
import { createFileLister } from "./list-files.ts";
import type { LogFile } from "./log-file.ts";
import { createLookAhead, type LookAhead } from "./look-ahead.ts";
import { countByType, createProgressMeter } from "./measure-progress.ts";
import { createMissingTypeLog } from "./missing-types.ts";
import { createOldestFile } from "./oldest-file.ts";
import { passRetention } from "./pass-retention.ts";
import { selectDue } from "./plan.ts";
import { loadProgress, type Progress } from "./progress.ts";
import { createFileReader } from "./read-file.ts";
import { vanishingUntil } from "./retention.ts";

/** So many files in a row that can't be opened, of one type: the type is left alone for this poll. */
const TYPE_FAILURES = 2;
/** Of whatever types: the org is down. */
const ORG_FAILURES = 4;

/** What is older than the newest hours is a backlog when so many files of it wait. */
const BACKLOG_FILES = 48;

/** How a backlog is read beside what is new. */
export interface BacklogOptions {
	/** So long at a time, ms; then the newest files come first again. */
	readonly sliceMs: number;
	readonly pace: () => BacklogPace;
	/** Default 48. */
	readonly files?: number;
}

export interface EventLogFileSourceOptions {
	readonly client: SalesforceClient;
	readonly interval: "hourly" | "daily";
	readonly types: EventTypes;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Only files of hours, or days, that have a part in it. */
	readonly range?: TimeRange | undefined;
	/** Without it all files are read in the order of their creation. */
	readonly backlog?: BacklogOptions | undefined;
	/** As for the reader of a file. */
	readonly maxBatchRecords?: number;
	readonly transcodeFile?: TranscodeFile | undefined;
}

/** What one poll carries along. */
interface Poll {
	readonly progress: Progress;
	readonly kind: FileKind;
	readonly ahead: LookAhead;
	readonly signal: AbortSignal;
	/** Of the backlog. */
	readonly turns: BacklogTurns;
	/** Files in a row that could not be opened, for a reason that may be the org's. */
	failures: number;
}

export function createEventLogFileSource(
	options: EventLogFileSourceOptions,
): Source {
	const { client, interval, types, telemetry, clock, backlog } = options;
	const { logger } = telemetry;
	const kinds = createFileKinds({ client, clock, interval, logger });
	const meter = createProgressMeter(telemetry);
	const listFiles = createFileLister({ client, telemetry, meter });
	const oldestFile = createOldestFile({ client, clock });
	let more = false;
	const beginTurns = createBacklogTurns({
		clock,
		sliceMs: backlog?.sliceMs ?? Number.POSITIVE_INFINITY,
		pace: backlog?.pace ?? (() => ({ kind: "read", pauseMs: 0 })),
	});
	const missingTypes = createMissingTypeLog(logger);
	const readFile = createFileReader({
		serverNow: client.serverNow,
		clock,
		telemetry,
		maxBatchRecords: options.maxBatchRecords,
		transcodeFile: options.transcodeFile,
	});

	async function* poll(
		stored: StoredState,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		signal.throwIfAborted();
		more = false;
		const kind = await kinds.get(signal).catch((error: unknown) => error);
		if (!isFileKind(kind)) {
			signal.throwIfAborted();
			// Where a look-back begins must not move with the clock while nothing can be read.
			yield* (await progressOf(interval, stored)).moved();
			throw kind;
		}
		try {
			yield* pollKind(kind, stored, signal);
		} catch (error) {
			if (!hasNoColumns(error) || !kind.columns) throw error;
			yield* pollKind(kinds.noColumns(), stored, signal);
		}
	}

	function progressOf(
		interval: FileKind["interval"],
		stored: StoredState,
	): Promise<Progress> {
		const now = client.serverNow();
		return loadProgress({ types, interval, stored, now, logger });
	}

	async function* pollKind(
		kind: FileKind,
		stored: StoredState,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void> {
		const progress = await progressOf(kind.interval, stored);
		const ahead = createLookAhead(client, signal);
		const turns = beginTurns();
		const run: Poll = { progress, kind, ahead, signal, turns, failures: 0 };
		try {
			yield* readAll(run);
		} finally {
			ahead.close();
		}
		const read = [...progress.types(), ...progress.backlog.types()];
		const failed = read.find((type) => type.failed !== undefined);
		if (failed?.failed !== undefined) throw failed.failed.error;
		if (options.range === undefined) missingTypes.polled(progress, kind);
		more = turns.timeIsUp && !progress.backlog.empty;
	}

	async function* readAll(run: Poll): AsyncGenerator<SourceBatch, void, void> {
		const { progress, kind, signal } = run;
		yield* progress.moved();
		const oldest = () => oldestFile.get(kind, signal);
		yield* passRetention({ progress, oldest, client, telemetry });
		if (!progress.backlog.empty) {
			const vanishing = vanishingUntil(await oldest(), client.serverNow());
			if (vanishing !== undefined) yield* readBacklog(run, vanishing);
		}
		yield* readFresh(run);
		yield* readBacklog(run);
	}

	async function* readFresh(
		run: Poll,
	): AsyncGenerator<SourceBatch, void, void> {
		const { progress } = run;
		for (let more = true; more; ) {
			const { files, ready, moreAfter, now } = await list(run, progress);
			const cut = cutOff(run, ready, now);
			if (cut !== undefined) {
				yield* progress.split(cut.first, cut.at);
				continue;
			}
			yield* readFiles(run, progress, files);
			progress.passed(moreAfter, now);
			yield* progress.moved();
			// A past range says nothing of how far the stream is.
			if (moreAfter === undefined && options.range === undefined) {
				meter.listed(progress, now);
			}
			more = moreAfter !== undefined;
		}
	}

	/** Of the types whose old files are too many to come before the new ones. */
	function cutOff(run: Poll, ready: readonly LogFile[], now: number) {
		if (backlog === undefined) return undefined;
		const { progress, kind } = run;
		const overlaps = progress.types().map((type) => type.settings.overlapMs);
		const at = freshSince(kind.interval, Math.max(...overlaps), now);
		const first = firstOfBacklog(
			progress.types().filter((type) => !progress.backlog.has(type)),
			olderThan(ready, at),
			backlog.files ?? BACKLOG_FILES,
		);
		if (first === undefined) return undefined;
		logger.info(
			"Many event log files wait to be read: the newest come first, the others beside them",
			{
				event_types: [...first.keys()].map(({ eventType }) => eventType),
				created_before: new Date(at).toISOString(),
			},
		);
		return { first, at };
	}

	/** For as long as the poll's slice; `createdUntil` (ms) for the first files of it only. */
	async function* readBacklog(
		run: Poll,
		createdUntil?: number,
	): AsyncGenerator<SourceBatch, void, void> {
		const lane = run.progress.backlog;
		while (!lane.empty) {
			const { files, moreAfter, now } = await list(run, lane);
			const last = new Date(createdUntil ?? now).toISOString();
			const some = files.filter(({ createdDate }) => createdDate <= last);
			const all = yield* readFiles(run, lane, some, () =>
				run.turns.next(run.signal),
			);
			if (!all) return;
			if (createdUntil !== undefined) return;
			lane.passed(moreAfter, now);
			yield* lane.moved();
			if (moreAfter === undefined) return;
		}
	}

	/** What there is to read in a lane: files whose time has come again, and new ones. */
	async function list({ kind, signal }: Poll, lane: Lane) {
		const { range } = options;
		// Of the files that are read: an org without hourly ones is read by the day.
		const logDates = range && logDatesIn(range, kind.interval);
		const listing = await listFiles({ lane, kind, logDates }, signal);
		const { ready, moreAfter } = listing;
		const replaced = new Set(ready.map((file) => file.id));
		const now = client.serverNow();
		const due = lane
			.types()
			.flatMap((type) => (type.failed ? [] : selectDue(type.state, now)))
			.filter((file) => !replaced.has(file.id));
		return { ready, files: [...due, ...ready], moreAfter, now };
	}

	/** Until `mayBegin` says no; gives whether it never did. */
	async function* readFiles(
		run: Poll,
		lane: Lane,
		files: readonly LogFile[],
		mayBegin = async () => true,
	): AsyncGenerator<SourceBatch, boolean, void> {
		const { ahead, signal } = run;
		const left = countByType(files);
		for (const [index, file] of files.entries()) {
			const type = await lane.find(file.eventType);
			if (type === undefined || type.failed !== undefined) continue;
			const ofType = left.get(file.eventType) ?? 0;
			meter.waiting(type, ofType);
			left.set(file.eventType, ofType - 1);
			if (!(await mayBegin())) return false;
			const next = files[index + 1];
			const outcome = yield* readFile({ file, type, next, ahead, signal });
			if (outcome.kind === "opened") {
				run.failures = 0;
				type.failures = 0;
			} else if (outcome.kind === "unsure") {
				const { error } = outcome;
				if (++type.failures >= TYPE_FAILURES) type.failed = { error };
				if (++run.failures < ORG_FAILURES) continue;
				yield* lane.moved();
				throw error;
			}
		}
		return true;
	}

	return { poll, hasMore: () => more };
}

function isFileKind(kind: unknown): kind is FileKind {
	return typeof kind === "object" && kind !== null && "columns" in kind;
}

function hasNoColumns(error: unknown): boolean {
	return error instanceof SalesforceError && error.code === "no_hourly_files";
}
