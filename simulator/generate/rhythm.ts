// How busy an hour is: working hours are, nights and weekends are not. The mean
// over a week is 1.

const HOUR_MS = 3_600_000;
/** Monday 1970-01-05 is day 4 after the epoch. */
const DAYS_TO_FIRST_MONDAY = 4;

/** People at work by the hour of the day in UTC: Europe, then the Americas, few in Asia. */
const BY_HOUR = [
	0.2, 0.25, 0.3, 0.3, 0.35, 0.5, 1.1, 2.2, 2.6, 2.1, 1.6, 1.3, 1.4, 2.1, 2.3,
	1.9, 1.5, 1.2, 0.9, 0.6, 0.5, 0.4, 0.25, 0.2,
];
const WEEKDAY = 1.25;
const WEEKEND = 0.375;

const meanByHour = BY_HOUR.reduce((sum, share) => sum + share, 0) / 24;

/** What people contribute to an hour, 1 on average. */
export function humanActivity(time: number): number {
	const hours = Math.floor(time / HOUR_MS);
	const weekday = (Math.floor(hours / 24) + 7 - DAYS_TO_FIRST_MONDAY) % 7;
	const byDay = weekday < 5 ? WEEKDAY : WEEKEND;
	return ((BY_HOUR[hours % 24] as number) / meanByHour) * byDay;
}

/** A quarter of all logins are integrations', which never sleep. */
const INTEGRATION_SHARE = 0.25;

export function activity(time: number): number {
	return INTEGRATION_SHARE + (1 - INTEGRATION_SHARE) * humanActivity(time);
}

/** The part of an hour's logins that integrations make. */
export function integrationShare(time: number): number {
	return INTEGRATION_SHARE / activity(time);
}
