// A stretch of time in the past that is read once, as a backfill does.

/** Half-open; ms since the epoch, by the org's clock. */
export interface TimeRange {
	readonly from: number;
	/** Not in it. */
	readonly until: number;
}
