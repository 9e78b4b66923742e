// A clock that stands still until a test moves it.

import type { Clock } from "../../../pipeline/clock.ts";

export interface ManualClock extends Clock {
	advance(ms: number): void;
	/** The length of the next sleep that begins, or has begun and was not asked for yet. */
	nextSleep(): Promise<number>;
}

export function manualClock(start = Date.UTC(2026, 10, 23, 12)): ManualClock {
	let time = start;
	const sleepers = new Set<{ until: number; wake: () => void }>();
	const begun: number[] = [];
	const asked: ((ms: number) => void)[] = [];
	return {
		now: () => time,
		sleep: (ms, signal) =>
			new Promise((resolve, reject) => {
				signal?.throwIfAborted();
				const abort = () => {
					sleepers.delete(sleeper);
					reject(signal?.reason);
				};
				const sleeper = {
					until: time + ms,
					wake() {
						signal?.removeEventListener("abort", abort);
						resolve();
					},
				};
				signal?.addEventListener("abort", abort, { once: true });
				sleepers.add(sleeper);
				const ask = asked.shift();
				if (ask) ask(ms);
				else begun.push(ms);
			}),
		advance(ms) {
			time += ms;
			for (const sleeper of sleepers) {
				if (sleeper.until <= time) {
					sleepers.delete(sleeper);
					sleeper.wake();
				}
			}
		},
		nextSleep: () =>
			new Promise((resolve) => {
				const ms = begun.shift();
				if (ms === undefined) asked.push(resolve);
				else resolve(ms);
			}),
	};
}
