// What decides which files an hour or a day of an event type has.

import type { ResolvedOptions } from "../options.ts";

export interface FileRules {
	/** Share of an hour's rows that come in a later file. */
	readonly lateShare: number;
	/** Share of a file's rows that a later Sequence has again. */
	readonly repeatedShare: number;
	/** How many files an hour may have. */
	readonly sequences: number;
	/** From one Sequence to the next, ms. */
	readonly lateDelay: number;
	readonly replacement: "none" | "same_id" | "new_id";
	readonly replacementDelay: number;
	/** Every type's file is made in the same second. */
	readonly sameSecond: boolean;
}

/** Decides for one event type (undefined: for all together) and the hour or day that begins at `time`. */
export type FileRulesOf = (
	eventType: string | undefined,
	time: number,
) => FileRules;

/** What the options say of every hour. */
export function rulesOfOptions(options: ResolvedOptions): FileRules {
	const { late_rows, daily_replacement, daily_replacement_delay } = options;
	return {
		lateShare: late_rows.share,
		repeatedShare: late_rows.repeated,
		sequences: late_rows.sequences,
		lateDelay: late_rows.delay,
		replacement: daily_replacement,
		replacementDelay: daily_replacement_delay,
		sameSecond: false,
	};
}
