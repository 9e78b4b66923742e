// The org's clock: our own, corrected by the Date header of the last answer.
// CreatedDate is of that clock, and JWT logins fail when ours is far from it.

import type { Clock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";

/** More than this is reported; Salesforce refuses assertions soon after. */
export const CLOCK_TOLERANCE_MS = 60_000;

/**
 * By how much `now` can be off right after an answer: a Date header counts whole
 * seconds. Before it, by whatever our own clock was set since the last answer.
 */
export const SERVER_CLOCK_RESOLUTION_MS = 1_000;

export interface ServerClock {
	now(): number;
	/** Takes the Date header of an answer that came just now. */
	observe(date: string | undefined): void;
}

export function createServerClock(clock: Clock, logger: Logger): ServerClock {
	let offset = 0;
	let warned = false;
	return {
		now: () => clock.now() + offset,
		observe(date) {
			const ahead = clockOffset(date, clock.now());
			if (ahead === undefined) return;
			offset = ahead;
			if (Math.abs(offset) > CLOCK_TOLERANCE_MS && !warned) {
				warned = true;
				logger.warn(
					`${describeOffset(offset)}. JWT logins fail when it is too far off: set up time synchronisation (NTP).`,
					{ offset_seconds: Math.round(offset / 1000) },
				);
			}
		},
	};
}

/** How many milliseconds the server is ahead of `now`. A Date header counts whole seconds, so up to one too few. */
export function clockOffset(
	date: string | undefined,
	now: number,
): number | undefined {
	const server = Date.parse(date ?? "");
	return Number.isNaN(server) ? undefined : server - now;
}

export function describeOffset(offsetMs: number): string {
	const seconds = Math.round(Math.abs(offsetMs) / 1000);
	return `This machine's clock is ${seconds} s ${offsetMs > 0 ? "behind" : "ahead of"} Salesforce's`;
}
