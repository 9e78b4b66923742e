// One time for the product and the orgs that it reads. It stands still while anything
// goes on and jumps to the next moment that somebody waits for, so that an outage of an
// hour takes as long as the requests in it.

import type { Clock } from "../../pipeline/clock.ts";

/** Real time between two looks. */
const LOOK_MS = 1;
/**
 * So many looks without anything new before a jump: whoever had an answer to work on has
 * done so. More before a long one, because a signature that is being made expires.
 */
const QUIET_LOOKS = 5;
const QUIET_LOOKS_BEFORE_LONG = 25;
const LONG_MS = 30_000;
/** An answer that takes longer stalls, and does not hold time up. */
const PATIENCE_LOOKS = 150;

export interface Activity {
	/** How many requests are being answered. */
	readonly open: number;
	/** How much has happened: anything that grows. */
	readonly done: number;
}

export interface VirtualClock extends Clock {
	/** Whoever still sleeps is left asleep. */
	stop(): void;
}

interface Sleeper {
	readonly wake: number;
	readonly rise: () => void;
}

export function createVirtualClock(
	start: number,
	activity: () => Activity,
): VirtualClock {
	let now = start;
	let sleepers: Sleeper[] = [];
	let timer: NodeJS.Timeout | undefined;
	let quiet = 0;
	let looks = 0;
	let done = 0;

	function schedule(): void {
		if (timer !== undefined || sleepers.length === 0) return;
		timer = setTimeout(look, LOOK_MS);
	}

	function look(): void {
		timer = undefined;
		const seen = activity();
		quiet = seen.open === 0 && seen.done === done ? quiet + 1 : 0;
		looks = seen.done === done ? looks + 1 : 0;
		done = seen.done;
		const [next] = sleepers.sort((a, b) => a.wake - b.wake);
		if (next === undefined) return;
		const enough =
			next.wake - now > LONG_MS ? QUIET_LOOKS_BEFORE_LONG : QUIET_LOOKS;
		if (quiet >= enough || looks >= PATIENCE_LOOKS) jump(next);
		schedule();
	}

	function jump(next: Sleeper): void {
		quiet = 0;
		looks = 0;
		now = Math.max(now, next.wake);
		// Whatever is for this moment, at once.
		const due = sleepers.filter(({ wake }) => wake <= now);
		sleepers = sleepers.filter(({ wake }) => wake > now);
		for (const { rise } of due) rise();
	}

	return {
		now: () => now,
		sleep: (ms, signal) =>
			new Promise((resolve, reject) => {
				signal?.throwIfAborted();
				const leave = () => {
					sleepers = sleepers.filter((other) => other !== sleeper);
					reject(signal?.reason);
				};
				const sleeper: Sleeper = {
					wake: now + Math.max(ms, 0),
					rise() {
						signal?.removeEventListener("abort", leave);
						resolve();
					},
				};
				signal?.addEventListener("abort", leave, { once: true });
				sleepers.push(sleeper);
				schedule();
			}),
		stop() {
			clearTimeout(timer);
			timer = undefined;
			sleepers = [];
		},
	};
}
