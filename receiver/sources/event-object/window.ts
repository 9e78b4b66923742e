// How long a window of time may be: halved where there is too much in it, grown
// again where there is not. Pure; all times are ms.

/** Half-open: `start` is not in it, `end` is. */
export interface Window {
	readonly start: number;
	readonly end: number;
}

/** No window is made shorter: what is in a second is read to its end. */
export const MIN_WINDOW_MS = 1000;

/** The window of at most `length` that begins at `start`. */
export function windowFrom(
	start: number,
	length: number,
	until: number,
): Window {
	return { start, end: Math.min(start + length, until) };
}

export function lengthOf({ start, end }: Window): number {
	return end - start;
}

export function canBeHalved(window: Window): boolean {
	return lengthOf(window) > MIN_WINDOW_MS;
}

export function halved(window: Window): number {
	return Math.max(MIN_WINDOW_MS, Math.floor(lengthOf(window) / 2));
}

/** The length of the next window after one that could be read, and was full to that share. */
export function grown(
	length: number,
	share: number,
	maxLength: number,
): number {
	return share > 0.5 ? length : Math.min(length * 2, maxLength);
}
