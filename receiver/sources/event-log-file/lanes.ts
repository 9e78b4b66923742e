// What to read first when much has piled up: the newest hours have a lane of their own,
// so that an old backlog never keeps them waiting. A backlog is the time before a
// moment, cut off from its type's state and remembered on its own. Pure.
// Invariant: every file belongs to one of the two, and is finished or `open` in it.

import type { EventLogFileState } from "./checkpoint.ts";
import { compareFiles, identityOf, type LogFile } from "./log-file.ts";
import { withSince } from "./plan.ts";

const HOUR_MS = 3_600_000;

/** What was created within it is new. */
const FRESH_MS = { hourly: 6 * HOUR_MS, daily: 48 * HOUR_MS } as const;

/** Where what is new begins, ms: an hour, and far enough back for files that appear late. */
export function freshSince(
	interval: "hourly" | "daily",
	overlapMs: number,
	now: number,
): number {
	const fresh = Math.max(FRESH_MS[interval], 2 * overlapMs);
	return Math.floor((now - fresh) / HOUR_MS) * HOUR_MS;
}

/** The files that were created before `at`, oldest first. */
export function olderThan(
	files: readonly LogFile[],
	at: number,
): readonly LogFile[] {
	const moment = new Date(at).toISOString();
	return files.filter((file) => file.createdDate < moment).sort(compareFiles);
}

/**
 * The first of the waiting files of each type, when they are `enough` in all for a lane
 * of their own.
 */
export function firstOfBacklog<Type extends { readonly eventType: string }>(
	types: readonly Type[],
	waiting: readonly LogFile[],
	enough: number,
): ReadonlyMap<Type, LogFile> | undefined {
	const byName = new Map(
		types.map((type) => [type.eventType.toLowerCase(), type]),
	);
	const first = new Map<Type, LogFile>();
	let files = 0;
	for (const file of waiting) {
		const type = byName.get(file.eventType.toLowerCase());
		if (type === undefined) continue;
		files++;
		if (!first.has(type)) first.set(type, file);
	}
	return files < enough ? undefined : first;
}

export interface Split {
	readonly fresh: EventLogFileState;
	readonly backlog: EventLogFileState;
}

/**
 * Cuts a type's state at `at`. `first` is the oldest file that is still to be read.
 * Files that were begun or put off stay where they are, and the backlog knows them.
 */
export function splitAt(
	state: EventLogFileState,
	at: number,
	first: LogFile,
): Split {
	const until = new Date(at).toISOString();
	return {
		fresh: withSince(state, until),
		backlog: {
			v: 1,
			since: state.since,
			until,
			listedUntil: first.createdDate,
			cursor: null,
			seen: [...state.seen, ...state.open.map(identityOf)],
			open: [],
		},
	};
}

/** Nothing of the backlog is left. */
export function isDone({ since, until, open }: EventLogFileState): boolean {
	return until !== undefined && since >= until && open.length === 0;
}

/** Every file of the backlog is read, or open. */
export function withEndReached(state: EventLogFileState): EventLogFileState {
	const { until } = state;
	return until === undefined ? state : { ...withSince(state, until), seen: [] };
}
