// A clock that does not wait: each sleep moves the time on by its length.

import type { Clock } from "../../../pipeline/clock.ts";

export interface HurriedClock extends Clock {
	/** The length of each sleep so far. */
	readonly sleeps: readonly number[];
}

export function hurriedClock(start = Date.now()): HurriedClock {
	const sleeps: number[] = [];
	let time = start;
	return {
		sleeps,
		now: () => time,
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			sleeps.push(ms);
			time += ms;
			await new Promise(setImmediate);
			signal?.throwIfAborted();
		},
	};
}
