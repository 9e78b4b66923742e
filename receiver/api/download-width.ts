// How many log files may be on their way at once. Pure; times are ms. A download of
// more than 20 seconds is one of the org's long-running requests, of which there are 25
// for everybody (5 in a Developer org); what is beyond is refused.

/** Salesforce counts a request as long-running from here on. */
export const LONG_RUNNING_MS = 20_000;
/** Half of the org's 25 are left to others. */
export const MAX_LONG_RUNNING = 12;
/** So long after a refusal one more is tried. */
const RECOVERY_MS = 10 * 60_000;

export interface DownloadWidth {
	/** At most so many at once. */
	readonly places: number;
	/** When it was last changed by a refusal, or widened since. */
	readonly changedAt: number;
}

export function fullWidth(places: number): DownloadWidth {
	return { places, changedAt: Number.NEGATIVE_INFINITY };
}

/** The org had no long-running request to spare. */
export function afterRefusal(width: DownloadWidth, now: number): DownloadWidth {
	return {
		places: Math.max(1, Math.floor(width.places / 2)),
		changedAt: now,
	};
}

/** One place more for every ten minutes without a refusal. */
export function recovered(
	width: DownloadWidth,
	max: number,
	now: number,
): DownloadWidth {
	const steps = Math.floor((now - width.changedAt) / RECOVERY_MS);
	if (width.places >= max || steps < 1) return width;
	return { places: Math.min(max, width.places + steps), changedAt: now };
}

/** Whether one more may begin beside those that began at these times. */
export function mayBegin(
	width: DownloadWidth,
	began: Iterable<number>,
	now: number,
): boolean {
	let open = 0;
	let long = 0;
	for (const at of began) {
		open++;
		if (now - at >= LONG_RUNNING_MS) long++;
	}
	return open < width.places && long < MAX_LONG_RUNNING;
}
