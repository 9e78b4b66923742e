// When the next file of a backlog may be read: in slices of time between looks for newer
// files, and no faster than API calls allow. Invariant: a poll reads one file of it at
// least, however long what is new has taken, unless the pace says no.

import type { Clock } from "../../../pipeline/clock.ts";
import type { BacklogPace } from "../../budget/pace.ts";

export interface BacklogTurnsOptions {
	readonly clock: Clock;
	/** So long in one poll, ms. */
	readonly sliceMs: number;
	readonly pace: () => BacklogPace;
}

/** Of one poll. */
export interface BacklogTurns {
	/** Whether the next file may be read, after the pause that it takes. */
	next(signal: AbortSignal): Promise<boolean>;
	/** It ended for its time only: another poll can go on at once. */
	readonly timeIsUp: boolean;
}

export type BeginTurns = () => BacklogTurns;

export function createBacklogTurns(options: BacklogTurnsOptions): BeginTurns {
	const { clock, sliceMs, pace } = options;
	/** When the last file was begun, ms. */
	let lastFile = Number.NEGATIVE_INFINITY;

	return () => {
		const end = clock.now() + sliceMs;
		let files = 0;
		let timeIsUp = false;
		return {
			get timeIsUp() {
				return timeIsUp;
			},
			async next(signal) {
				const allowed = pace();
				timeIsUp = false;
				if (allowed.kind === "wait") return false;
				const now = clock.now();
				// A clock that was set back must not make the pause longer.
				const due = Math.max(now, Math.min(lastFile, now) + allowed.pauseMs);
				if (due > now && due >= end) return false;
				if (now >= end && files > 0) {
					timeIsUp = true;
					return false;
				}
				if (due > now) await clock.sleep(due - now, signal);
				files++;
				lastFile = clock.now();
				return true;
			},
		};
	};
}
