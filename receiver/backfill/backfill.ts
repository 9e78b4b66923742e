// What can be asked of a backfill, and what it tells.

import type { TimeRange } from "../time-range.ts";

export interface BackfillRequest {
	readonly range: TimeRange;
	/** Names of streams; all that are configured when absent. */
	readonly streams?: readonly string[] | undefined;
}

/** How far one source has come. */
export interface PartProgress {
	/** The streams that it reads. */
	readonly name: string;
	/** Files, or milliseconds of the range. */
	readonly unit: "files" | "ms";
	readonly done: number;
	readonly total: number;
}

export interface BackfillProgress {
	readonly receiver: string;
	readonly parts: readonly PartProgress[];
	/** Handed on in this run, those included that are recognised as delivered before. */
	readonly records: number;
	/** Nothing is read until there are API calls for it again. */
	readonly waits?: boolean | undefined;
}

/** What of a range could not be read, and why. */
export interface BackfillFailure {
	readonly receiver: string;
	readonly name: string;
	readonly message: string;
	readonly cure?: string | undefined;
}

export interface BackfillReport extends BackfillProgress {
	/** Everything of the range was read when there is none. */
	readonly failures: readonly BackfillFailure[];
}

/** Moments as ids without a colon, which separates the parts of a checkpoint's key. */
export function backfillName({ from, until }: TimeRange): string {
	return `${compact(from)}-${compact(until)}`;
}

function compact(ms: number): string {
	return new Date(ms).toISOString().replace(/[-:]|\.000/g, "");
}
