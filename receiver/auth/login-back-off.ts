// When the next login may be. Invariants: a login that time does not cure is tried
// again after 1 to 15 minutes, never at the pace of the polls; whatever the reason,
// no more than 120 logins fall into an hour, a thirtieth of the 3,600 after which
// Salesforce locks the user out.

import type { Clock } from "../../pipeline/clock.ts";
import { SalesforceError } from "../api/salesforce-error.ts";

const MIN_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 15 * 60_000;
/** What chance takes off a pause, so that receivers which failed together part. */
const JITTER = 0.2;
const FIRST_PAUSE_MS = MIN_PAUSE_MS / (1 - JITTER);

const LOGINS_AT_ONCE = 60;
const MS_A_LOGIN = 60_000;

export interface LoginBackOff {
	/** What keeps a login from beginning now; undefined when nothing does. */
	blocking(): unknown;
	/** Counts a login that begins; throws a `SalesforceError` when it would be one too many. */
	begin(): void;
	/** After a failure that time does not cure; gives when the next login may begin. */
	failed(error: unknown): number;
	/** The reason for waiting is gone. */
	reset(): void;
}

/** `random` is uniform in [0, 1). */
export function createLoginBackOff(
	clock: Clock,
	random: () => number,
): LoginBackOff {
	let block: { error: unknown; until: number; pause: number } | undefined;
	let left = LOGINS_AT_ONCE;
	let refilledAt = clock.now();

	function refill(): void {
		const now = clock.now();
		// A clock that was set back gives nothing, and takes nothing.
		if (now < refilledAt) refilledAt = now;
		const more = Math.floor((now - refilledAt) / MS_A_LOGIN);
		left = Math.min(LOGINS_AT_ONCE, left + more);
		refilledAt += more * MS_A_LOGIN;
	}

	return {
		blocking() {
			if (block === undefined) return undefined;
			const wait = block.until - clock.now();
			// A clock that was set back must not keep logins waiting for longer.
			return wait > 0 && wait <= MAX_PAUSE_MS ? block.error : undefined;
		},
		begin() {
			refill();
			if (left === 0) throw new SalesforceError("too_many_logins");
			left--;
		},
		failed(error) {
			const pause = Math.min(
				block === undefined ? FIRST_PAUSE_MS : 2 * block.pause,
				MAX_PAUSE_MS,
			);
			const shortened = pause * (1 - JITTER * (1 - random()));
			const until = clock.now() + Math.round(shortened);
			block = { error, until, pause };
			return until;
		},
		reset() {
			block = undefined;
		},
	};
}
