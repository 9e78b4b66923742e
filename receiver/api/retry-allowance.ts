// How many requests one poll may repeat, over all of its pages and files: an org that
// fails again and again is left alone until the next poll.

/** A poll of a thousand files gets over a bad minute with it. */
const RETRIES_A_POLL = 20;

export interface RetryAllowance {
	/** False when nothing is left. */
	take(): boolean;
	/** A new poll begins. */
	renew(): void;
}

export function createRetryAllowance(
	retries: number = RETRIES_A_POLL,
): RetryAllowance {
	let left = retries;
	return {
		take() {
			if (left === 0) return false;
			left--;
			return true;
		},
		renew() {
			left = retries;
		},
	};
}
