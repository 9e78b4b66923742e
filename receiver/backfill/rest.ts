// A backfill leaves API calls to others: to the live streams of its own receiver, and to
// everybody else in the org. Invariant: it never spends what the budget keeps for what
// is new.

import type { Clock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { RECHECK_MS } from "../budget/api-budget.ts";
import type { BacklogPace } from "../budget/pace.ts";

/** A pause that an operator would take for a standstill. */
const LONG_MS = 60_000;

export interface RestOptions {
	readonly pace: () => BacklogPace;
	/** Asks the org how many calls it has left; what goes wrong there is no matter. */
	readonly recheck: (signal: AbortSignal) => Promise<unknown>;
	/** Whether calls are waited for, when that changes. */
	readonly onWait: (waits: boolean) => void;
	readonly clock: Clock;
	readonly logger: Logger;
}

/** Resolves when the next call may be made. Rejects with the signal's reason only. */
export type Rest = (signal: AbortSignal) => Promise<void>;

export function createRest(options: RestOptions): Rest {
	const { clock, logger } = options;
	let waits = false;

	function tell(now: boolean): void {
		if (waits === now) return;
		waits = now;
		logger.info(
			now
				? "The backfill waits until there are API calls for it again"
				: "The backfill goes on",
			now
				? {
						cure: "Nothing to do; or raise api_budget. Setup > API Usage Last 7 Days shows who else makes calls.",
					}
				: {},
		);
		options.onWait(now);
	}

	return async (signal) => {
		for (;;) {
			const pace = options.pace();
			if (pace.kind === "read") {
				tell(pace.pauseMs >= LONG_MS);
				if (pace.pauseMs > 0) await clock.sleep(pace.pauseMs, signal);
				tell(false);
				return;
			}
			tell(true);
			await clock.sleep(RECHECK_MS, signal);
			await options.recheck(signal).catch(() => signal.throwIfAborted());
		}
	};
}
