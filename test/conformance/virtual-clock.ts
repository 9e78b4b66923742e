// One time for the product and the orgs that it reads. It stands still while anything
// goes on and jumps to the next moment that somebody waits for, so that an outage of an
// hour takes as long as the requests in it.

import { pbkdf2 } from "node:crypto";
import type { Clock } from "../../pipeline/clock.ts";

/** Real time between two looks. */
const LOOK_MS = 1;
/**
 * So many looks without anything new before a jump: whoever had an answer to work on has
 * done so.
 */
const QUIET_LOOKS = 5;
/**
 * Before a long jump those of libuv's threads have done so, too: a signature that is
 * being made there expires. Work that is given to them later and takes longer than a
 * signature ends after it, however busy the machine is.
 */
const LONG_MS = 30_000;
const LONGER_THAN_A_SIGNATURE = 10_000;
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
	/** Whether what the threads had to do is done: asked once each quiet time. */
	let threads: "not asked" | "at work" | "done" = "not asked";

	function askThreads(): void {
		threads = "at work";
		pbkdf2("", "", LONGER_THAN_A_SIGNATURE, 32, "sha256", () => {
			// Something came up meanwhile: that quiet time is over.
			if (threads !== "at work") return;
			threads = "done";
			quiet = 0;
		});
	}

	function schedule(): void {
		if (timer !== undefined || sleepers.length === 0) return;
		timer = setTimeout(look, LOOK_MS);
	}

	function look(): void {
		timer = undefined;
		const seen = activity();
		quiet = seen.open === 0 && seen.done === done ? quiet + 1 : 0;
		looks = seen.done === done ? looks + 1 : 0;
		if (seen.open > 0 || seen.done !== done) threads = "not asked";
		done = seen.done;
		const [next] = sleepers.sort((a, b) => a.wake - b.wake);
		if (next === undefined) return;
		if (quiet >= QUIET_LOOKS) {
			const isLong = next.wake - now > LONG_MS;
			if (!isLong || threads === "done") jump(next);
			else if (threads === "not asked") askThreads();
		} else if (looks >= PATIENCE_LOOKS) jump(next);
		schedule();
	}

	function jump(next: Sleeper): void {
		quiet = 0;
		looks = 0;
		threads = "not asked";
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
