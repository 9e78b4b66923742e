// A user may log in 3,600 times an hour; after that Salesforce refuses every
// login of that user until an hour has passed.

import type { OAuthErrorBody } from "./oauth-errors.ts";

const LOGINS_PER_HOUR = 3600;
const HOUR_MS = 3_600_000;

export interface LoginRate {
	/** Counts a try; false when it is one too many. */
	allow(username: string): boolean;
	/** Every user has used up this hour's logins; `error` is what they are refused with. */
	block(error: string): void;
	/** How a login that is one too many is refused. */
	refusal(): OAuthErrorBody;
}

export function createLoginRate(now: () => number): LoginRate {
	const hours = new Map<string, { began: number; logins: number }>();
	let blocked = -Infinity;
	let error = "invalid_grant";
	return {
		block(withError) {
			blocked = now();
			error = withError;
		},
		refusal: () => ({ error, error_description: "login rate exceeded" }),
		allow(username) {
			if (now() - blocked < HOUR_MS) return false;
			let hour = hours.get(username);
			if (hour === undefined || now() - hour.began >= HOUR_MS) {
				hour = { began: now(), logins: 0 };
				hours.set(username, hour);
			}
			hour.logins++;
			return hour.logins <= LOGINS_PER_HOUR;
		},
	};
}
