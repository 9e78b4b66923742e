// The times that Salesforce writes, as OTLP's pair of seconds and nanoseconds.
// Read digit by digit: exact, and without a Date for each row.

import type { HrTime } from "@opentelemetry/api";

const SECONDS_A_DAY = 86_400;
/** The last year whose nanoseconds fit in 64 bits with a sign, which is how backends keep them. */
const LAST_YEAR = 2261;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;

/**
 * Reads `2023-12-18T05:48:31.655Z`, `2024-08-08T06:08:02.755+0000`,
 * `20231218054831.655` and each of them without a fraction. A time without a
 * zone is GMT, as Salesforce documents it. Undefined for anything else, and for
 * days and hours that don't exist.
 */
export function parseTimestamp(text: string): HrTime | undefined {
	return text.charCodeAt(4) === DASH ? parseIso(text) : parseCompact(text);
}

function parseIso(text: string): HrTime | undefined {
	if (
		text.charCodeAt(7) !== DASH ||
		text.charCodeAt(10) !== 0x54 /* T */ ||
		text.charCodeAt(13) !== COLON ||
		text.charCodeAt(16) !== COLON
	)
		return undefined;
	const seconds = epochSeconds(
		digits(text, 0, 4),
		digits(text, 5, 2),
		digits(text, 8, 2),
		digits(text, 11, 2),
		digits(text, 14, 2),
		digits(text, 17, 2),
	);
	const zone = endOfFraction(text, 19);
	const nanoseconds = fraction(text, 19, zone);
	const offset = offsetSeconds(text, zone);
	const utc = seconds - offset;
	if (!(utc >= 0) || nanoseconds < 0) return undefined;
	return [utc, nanoseconds];
}

function parseCompact(text: string): HrTime | undefined {
	const seconds = epochSeconds(
		digits(text, 0, 4),
		digits(text, 4, 2),
		digits(text, 6, 2),
		digits(text, 8, 2),
		digits(text, 10, 2),
		digits(text, 12, 2),
	);
	const end = endOfFraction(text, 14);
	const nanoseconds = fraction(text, 14, end);
	if (!(seconds >= 0) || nanoseconds < 0 || end !== text.length)
		return undefined;
	return [seconds, nanoseconds];
}

/** NaN when a character is no digit or the text is too short. */
function digits(text: string, start: number, count: number): number {
	let value = 0;
	for (let at = start; at < start + count; at++) {
		const digit = text.charCodeAt(at) - 48;
		if (!(digit >= 0 && digit <= 9)) return Number.NaN;
		value = value * 10 + digit;
	}
	return value;
}

/** NaN when it is no time, or one that OTLP can't carry. */
function epochSeconds(
	year: number,
	month: number,
	day: number,
	hour: number,
	minute: number,
	second: number,
): number {
	if (
		!(year >= 1970 && year <= LAST_YEAR) ||
		!(month >= 1 && month <= 12) ||
		!(day >= 1 && day <= (DAYS_IN_MONTH[month - 1] ?? 0)) ||
		!(hour <= 23 && minute <= 59 && second <= 59)
	)
		return Number.NaN;
	if (month === 2 && day === 29 && !isLeap(year)) return Number.NaN;
	return (
		daysSinceEpoch(year, month, day) * SECONDS_A_DAY +
		hour * 3600 +
		minute * 60 +
		second
	);
}

function isLeap(year: number): boolean {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Counted in years that begin in March, so that the leap day is the last of its year. */
function daysSinceEpoch(year: number, month: number, day: number): number {
	const y = month <= 2 ? year - 1 : year;
	const era = (y / 400) | 0;
	const yearOfEra = y - era * 400;
	const dayOfYear =
		(((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + day - 1;
	const dayOfEra =
		yearOfEra * 365 +
		((yearOfEra / 4) | 0) -
		((yearOfEra / 100) | 0) +
		dayOfYear;
	return era * 146_097 + dayOfEra - 719_468;
}

function endOfFraction(text: string, start: number): number {
	if (text.charCodeAt(start) !== DOT) return start;
	let at = start + 1;
	while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
	return at;
}

/** Nanoseconds of `.655`; more than nine digits are cut. -1 for a dot without digits. */
function fraction(text: string, start: number, end: number): number {
	if (end === start) return 0;
	if (end === start + 1) return -1;
	let value = 0;
	for (let at = start + 1; at <= start + 9; at++)
		value = value * 10 + (at < end ? text.charCodeAt(at) - 48 : 0);
	return value;
}

/** Of ``, `Z`, `+0000`, `-07:00`. NaN for anything else. */
function offsetSeconds(text: string, start: number): number {
	if (start === text.length) return 0;
	const sign = text.charCodeAt(start);
	if (sign === 0x5a /* Z */) return start + 1 === text.length ? 0 : Number.NaN;
	if (sign !== 0x2b && sign !== DASH) return Number.NaN;
	const colon = text.charCodeAt(start + 3) === COLON ? 1 : 0;
	if (text.length !== start + 5 + colon) return Number.NaN;
	const hours = digits(text, start + 1, 2);
	const minutes = digits(text, start + 3 + colon, 2);
	if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
	return (sign === DASH ? -1 : 1) * (hours * 3600 + minutes * 60);
}
