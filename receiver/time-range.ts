// A stretch of time in the past that is read once, as a backfill does.

/** Half-open; ms since the epoch, by the org's clock. */
export interface TimeRange {
	readonly from: number;
	/** Not in it. */
	readonly until: number;
}

const INTERVAL_MS = { hourly: 3_600_000, daily: 86_400_000 } as const;

/** The `LogDate`s of files that have a part in the range: a file is read whole. */
export function logDatesIn(
	{ from, until }: TimeRange,
	interval: keyof typeof INTERVAL_MS,
): TimeRange {
	const length = INTERVAL_MS[interval];
	return { from: Math.floor(from / length) * length, until };
}
