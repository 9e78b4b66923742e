// Time as an argument, so that intervals and cursors are tested without waiting.

import { setTimeout as delay } from "node:timers/promises";

export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Rejects with the signal's reason when `signal` aborts first. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** setTimeout fires at once beyond this; a longer sleep is made of several. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
	now: Date.now,
	async sleep(ms, signal) {
		for (let left = ms; left > 0; left -= MAX_DELAY_MS) {
			try {
				await delay(Math.min(left, MAX_DELAY_MS), undefined, { signal });
			} catch (error) {
				signal?.throwIfAborted();
				throw error;
			}
		}
	},
};
