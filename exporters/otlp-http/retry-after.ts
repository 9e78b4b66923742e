// The Retry-After header, in both of its forms (RFC 9110, 10.2.3).

/**
 * Milliseconds to wait, undefined when the header is absent or unreadable. A date
 * is compared with the answer's own `Date` when it has one, because the backend's
 * clock and ours need not agree.
 */
export function retryAfterMs(
	retryAfter: string | undefined,
	date: string | undefined,
	now: number,
): number | undefined {
	const value = retryAfter?.trim();
	if (value === undefined || value === "") return undefined;
	if (/^\d+$/.test(value)) return Number(value) * 1_000;
	// Date.parse takes nearly anything; an HTTP date begins with the day's name.
	const at = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
	if (Number.isNaN(at)) return undefined;
	const theirNow = Date.parse(date ?? "");
	return Math.max(0, at - (Number.isNaN(theirNow) ? now : theirNow));
}
