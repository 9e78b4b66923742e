// What the org's retention may have taken away before it was read. Pure.
// Salesforce deletes files after a day, a month or a year, and does not say which: the
// oldest file that is left tells.

import { type Gap, gap } from "../gaps/gap.ts";
import type { EventLogFileState } from "./checkpoint.ts";

const HOUR_MS = 3_600_000;
/** No org keeps files for less than a day. */
const SHORTEST_MS = 20 * HOUR_MS;
/** Files that vanish within this are read before anything else. */
const URGENT_MS = 2 * HOUR_MS;

/** Whatever was created from then on may not be read yet; undefined for a type that never had a file. */
function readUntil({
	cursor,
	listedUntil,
}: EventLogFileState): number | undefined {
	if (listedUntil === undefined) return undefined;
	return Math.max(
		Date.parse(listedUntil),
		cursor === null ? Number.NEGATIVE_INFINITY : Date.parse(cursor.createdDate),
	);
}

/** Whether it is so long since the type was read that files may have vanished meanwhile. */
export function mayHaveVanished(
	state: EventLogFileState,
	now: number,
): boolean {
	const until = readUntil(state);
	if (until === undefined || now - until < SHORTEST_MS) return false;
	// A type without any file yet loses none; a backlog was made of files.
	return state.cursor !== null || state.until !== undefined;
}

/** `oldest`: when the oldest file that the org still lists was created; undefined when it lists none. */
export function retentionGap(
	state: EventLogFileState,
	oldest: number | undefined,
	now: number,
): Gap | undefined {
	if (!mayHaveVanished(state, now)) return undefined;
	const from = readUntil(state) as number;
	const end = state.until === undefined ? now : Date.parse(state.until);
	const to = Math.min(oldest ?? end, end);
	return to > from ? gap(from, to, "retention", now) : undefined;
}

/** A gap is told once: what is before its end counts as listed. */
export function withRetentionGap(
	state: EventLogFileState,
	found: Gap,
	gaps: readonly Gap[],
): EventLogFileState {
	return { ...state, gaps, listedUntil: found.to };
}

/** Files that were created until then, ms, may vanish soon; undefined when none may. */
export function vanishingUntil(
	oldest: number | undefined,
	now: number,
): number | undefined {
	if (oldest === undefined) return undefined;
	return now - oldest >= 24 * HOUR_MS - URGENT_MS
		? oldest + URGENT_MS
		: undefined;
}
