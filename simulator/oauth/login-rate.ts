// A user may log in 3,600 times an hour; after that Salesforce refuses every
// login of that user until an hour has passed.

const LOGINS_PER_HOUR = 3600;
const HOUR_MS = 3_600_000;

export interface LoginRate {
	/** Counts a try; false when it is one too many. */
	allow(username: string): boolean;
}

export function createLoginRate(now: () => number): LoginRate {
	const hours = new Map<string, { began: number; logins: number }>();
	return {
		allow(username) {
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
