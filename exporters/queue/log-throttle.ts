// Keeps a lasting failure from filling the log. What is left out is counted, and
// the next line says how much it was.

import type { Clock } from "../../pipeline/clock.ts";

export interface LogThrottle {
	/** How many lines were left out since the last one; undefined when this one is to be left out too. */
	due(): number | undefined;
}

/** Lets one line through in `intervalMs`, the first at once. */
export function createLogThrottle(
	clock: Clock,
	intervalMs: number,
): LogThrottle {
	let last: number | undefined;
	let left = 0;
	return {
		due() {
			const now = clock.now();
			// A clock set back must not silence the log.
			if (last !== undefined && now >= last && now - last < intervalMs) {
				left += 1;
				return undefined;
			}
			const skipped = left;
			last = now;
			left = 0;
			return skipped;
		},
	};
}
