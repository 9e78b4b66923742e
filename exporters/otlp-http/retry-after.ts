// The Retry-After header, in both of its forms (RFC 9110, 10.2.3).

/** A backend that is told wrong, or means "tomorrow", is asked again in an hour all the same. */
const MAX_MS = 60 * 60_000;

/**
 * Milliseconds to wait, an hour at most; undefined when the header is absent or
 * unreadable. A date is compared with the answer's own `Date` when it has one,
 * because the backend's clock and ours need not agree.
 */
export function retryAfterMs(
	retryAfter: string | undefined,
	date: string | undefined,
	now: number,
): number | undefined {
	const value = retryAfter?.trim();
	if (value === undefined || value === "") return undefined;
	if (/^\d+$/.test(value)) return Math.min(Number(value) * 1_000, MAX_MS);
	// Date.parse takes nearly anything; an HTTP date begins with the day's name.
	const at = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
	if (Number.isNaN(at)) return undefined;
	const theirNow = Date.parse(date ?? "");
	const wait = at - (Number.isNaN(theirNow) ? now : theirNow);
	return Math.min(Math.max(0, wait), MAX_MS);
}
