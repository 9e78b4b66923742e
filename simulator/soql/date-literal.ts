// Date literals, as far as a reader of events may use them.

const DAY_MS = 24 * 3_600_000;

/** ms of the first and the last moment (UTC), or undefined when `word` is none. */
export function spanOf(
	word: string,
	now: number,
): { from: number; to: number } | undefined {
	const today = Math.floor(now / DAY_MS) * DAY_MS;
	const days = (first: number, last: number) => ({
		from: today + first * DAY_MS,
		to: today + (last + 1) * DAY_MS - 1,
	});
	const [name, count] = word.toUpperCase().split(":");
	switch (name) {
		case "TODAY":
			return days(0, 0);
		case "YESTERDAY":
			return days(-1, -1);
		case "LAST_N_DAYS":
			return count === undefined ? undefined : days(-Number(count), 0);
		default:
			return undefined;
	}
}
