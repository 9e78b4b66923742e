// Which files of one event type a poll reads, and how reading them changes its
// state. Pure.
// Invariant: `since` passes a file only when the file is finished or in `open`.

import { type Gap, gap, withGap } from "../gaps/gap.ts";
import type { EventLogFileState, OpenFile } from "./checkpoint.ts";
import {
	compareFiles,
	createdDateOf,
	identityOf,
	type LogFile,
} from "./log-file.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How long after its creation a file is surely listed, when there are no others to judge by. */
const QUIET_MS = 24 * HOUR_MS;
const MAX_RETRY_MS = 60 * MINUTE_MS;

/**
 * The listed files that are still to be read, oldest first. A file created less
 * than `settleMs` ago may not be all there. Everything after it is as young, and
 * waits with it, so the cursor can't pass it; the next poll lists them again.
 */
export function selectNew(
	state: EventLogFileState,
	listed: readonly LogFile[],
	now: number,
	settleMs: number,
): readonly LogFile[] {
	const known = new Set(state.seen);
	for (const file of state.open) known.add(identityOf(file));
	const settled = new Date(now - settleMs).toISOString();
	return listed.toSorted(compareFiles).filter((file) => {
		const identity = identityOf(file);
		if (known.has(identity)) return false;
		known.add(identity);
		return (
			file.createdDate >= state.since &&
			file.createdDate <= settled &&
			(state.until === undefined || file.createdDate < state.until)
		);
	});
}

/** Open files as the org describes them now: a link that was wrong once may be right today. */
export function withListed(
	state: EventLogFileState,
	listed: readonly LogFile[],
): EventLogFileState {
	if (state.open.length === 0) return state;
	const now = new Map(listed.map((file) => [identityOf(file), file]));
	const open = state.open.map((entry) => ({
		...entry,
		...now.get(identityOf(entry)),
	}));
	return { ...state, open };
}

/**
 * The open files whose time has come, oldest first. A time that is further away than
 * any wait is one of a clock that has been set since.
 */
export function selectDue(
	state: EventLogFileState,
	now: number,
): readonly LogFile[] {
	return state.open
		.filter(({ retryAt }) => retryAt <= now || retryAt > now + MAX_RETRY_MS)
		.sort(compareFiles);
}

export function openEntry(
	state: EventLogFileState,
	file: LogFile,
): OpenFile | undefined {
	const identity = identityOf(file);
	return state.open.find((entry) => identityOf(entry) === identity);
}

/** Good rows of the file that were delivered before. */
export function rowsDelivered(state: EventLogFileState, file: LogFile): number {
	return openEntry(state, file)?.rows ?? 0;
}

/** Notes progress in a file. An older file of the same Id was replaced by this one, and is forgotten. */
export function withRows(
	state: EventLogFileState,
	file: LogFile,
	rows: number,
): EventLogFileState {
	return withOpen(state, { ...entryOf(state, file), rows });
}

/** The file is done with: completely read, or lost for good. */
export function withFinished(
	state: EventLogFileState,
	file: LogFile,
	overlapMs: number,
): EventLogFileState {
	const { id, createdDate } = file;
	const cursor =
		state.cursor !== null &&
		(state.cursor.createdDate > createdDate ||
			(state.cursor.createdDate === createdDate && state.cursor.id > id))
			? state.cursor
			: { createdDate, id };
	const reach = new Date(
		Date.parse(cursor.createdDate) - overlapMs,
	).toISOString();
	const since = reach > state.since ? reach : state.since;
	return {
		...state,
		since,
		cursor,
		seen: seenSince([...state.seen, identityOf(file)], since),
		open: state.open.filter((entry) => entry.id !== id),
	};
}

/** The same for a file whose rows, or some of them, never came. */
export function withLost(
	state: EventLogFileState,
	file: LogFile,
	overlapMs: number,
	found: Gap,
): EventLogFileState {
	const { gaps } = state;
	return {
		...withFinished(state, file, overlapMs),
		gaps: withGap(gaps, found),
	};
}

const SPAN_MS = { Hourly: HOUR_MS, Daily: 24 * HOUR_MS } as const;

/** The time whose events are in a file. */
export function gapOfFile(
	{ logDate, interval }: LogFile,
	why: Gap["why"],
	now: number,
): Gap {
	const from = Date.parse(logDate);
	return gap(from, from + SPAN_MS[interval], why, now);
}

/**
 * Where a listing begins for a type all of whose listed files up to `upTo` are read
 * or in `open`. Without this a type that has no files for long would make every
 * listing begin where it began once. Moves by whole hours, so it changes rarely.
 */
export function sinceAfter(
	since: string,
	upTo: number,
	now: number,
	settings: { readonly settleMs: number; readonly overlapMs: number },
): string {
	const quiet = now - Math.max(QUIET_MS, settings.settleMs);
	const passed = Math.min(upTo, quiet) - settings.overlapMs;
	const hour = new Date(Math.floor(passed / HOUR_MS) * HOUR_MS).toISOString();
	return hour > since ? hour : since;
}

/** What the org showed until `time` is finished or open. Moves by whole hours, so it changes rarely. */
export function withListedUntil(
	state: EventLogFileState,
	time: number,
): EventLogFileState {
	const hour = new Date(Math.floor(time / HOUR_MS) * HOUR_MS).toISOString();
	return hour > (state.listedUntil ?? "")
		? { ...state, listedUntil: hour }
		: state;
}

export function withSince(
	state: EventLogFileState,
	since: string,
): EventLogFileState {
	if (since === state.since) return state;
	return { ...state, since, seen: seenSince(state.seen, since) };
}

function seenSince(seen: readonly string[], since: string): string[] {
	return seen.filter((identity) => createdDateOf(identity) >= since);
}

/** Puts a file off: 1 minute, 2, 4 ... at most an hour. Other files go on meanwhile. */
export function withPutOff(
	state: EventLogFileState,
	file: LogFile,
	now: number,
): EventLogFileState {
	const entry = entryOf(state, file);
	const wait = Math.min(MINUTE_MS * 2 ** entry.attempts, MAX_RETRY_MS);
	return withOpen(state, {
		...entry,
		attempts: entry.attempts + 1,
		retryAt: now + wait,
	});
}

/** The body ended properly after `bytes`, which is not what was announced: put off. */
export function withWrongEnd(
	state: EventLogFileState,
	file: LogFile,
	bytes: number,
	now: number,
): EventLogFileState {
	const entry = entryOf(state, file);
	return withPutOff(
		withOpen(state, {
			...entry,
			wrongEnds: entry.wrongEnds + 1,
			wrongBytes: bytes,
			sameWrongEnds: sameWrongEnds(entry, bytes),
		}),
		file,
		now,
	);
}

/** What the end of a body means. */
export type EndVerdict =
	| "complete"
	/** Not what was announced; read it again later. */
	| "again"
	/** Longer than announced, time after time: the announcement is what is wrong. */
	| "longer"
	/** Shorter than announced for hours: what is missing will not come. */
	| "shorter";

const LONGER_TIMES = 3;
const SHORTER_TIMES = 10;

/**
 * Salesforce documents LogFileLength as the file's length in bytes, and no public
 * document says that the decompressed body has exactly as many. So a body that is
 * too long, always by the same, is taken as whole at the third time; one that is
 * too short never is: after ten attempts over some hours it is given up, loudly.
 */
export function judgeEnd(
	state: EventLogFileState,
	file: LogFile,
	bytes: number,
): EndVerdict {
	if (file.length === 0 || bytes === file.length) return "complete";
	const entry = entryOf(state, file);
	if (bytes > file.length) {
		return sameWrongEnds(entry, bytes) >= LONGER_TIMES ? "longer" : "again";
	}
	return entry.wrongEnds + 1 >= SHORTER_TIMES ? "shorter" : "again";
}

function sameWrongEnds(entry: OpenFile, bytes: number): number {
	return entry.wrongBytes === bytes ? entry.sameWrongEnds + 1 : 1;
}

function entryOf(state: EventLogFileState, file: LogFile): OpenFile {
	return (
		openEntry(state, file) ?? {
			id: file.id,
			eventType: file.eventType,
			createdDate: file.createdDate,
			logDate: file.logDate,
			interval: file.interval,
			sequence: file.sequence,
			path: file.path,
			length: file.length,
			fieldNames: file.fieldNames,
			fieldTypes: file.fieldTypes,
			rows: 0,
			attempts: 0,
			retryAt: 0,
			wrongEnds: 0,
			wrongBytes: 0,
			sameWrongEnds: 0,
		}
	);
}

function withOpen(
	state: EventLogFileState,
	entry: OpenFile,
): EventLogFileState {
	return {
		...state,
		open: [...state.open.filter((other) => other.id !== entry.id), entry],
	};
}
