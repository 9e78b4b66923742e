// The Collector's exponential back-off (cenkalti/backoff v5, as used by
// configretry): each interval is drawn around a base that grows to `max_interval`.

import type { RetryConfig } from "../../config/schema/retry-on-failure.ts";

export interface Backoff {
	/** Whole milliseconds to wait before the next attempt. */
	next(): number;
}

/** `random` gives numbers in [0, 1). */
export function createBackoff(
	config: Pick<
		RetryConfig,
		"initial_interval" | "max_interval" | "multiplier" | "randomization_factor"
	>,
	random: () => number,
): Backoff {
	let base = config.initial_interval;
	return {
		next() {
			const spread = base * config.randomization_factor;
			const interval = base - spread + random() * 2 * spread;
			base = Math.min(base * config.multiplier, config.max_interval);
			return Math.round(interval);
		},
	};
}
