// Requests that run for 20 seconds or more: an org has 25 at a time (5 in Developer
// and trial orgs) and refuses every further request while it has them.

const LONG_MS = 20_000;

export interface LongRunning {
	/** A request begins. False when it is refused; otherwise call `end` with the same key. */
	begin(key: object): boolean;
	end(key: object): void;
	/** Other clients take every place for so long, ms. */
	occupy(ms: number): void;
}

/** `now` is the org's clock. */
export function createLongRunning(
	limit: number,
	now: () => number,
): LongRunning {
	const began = new Map<object, number>();
	let occupiedUntil = -Infinity;
	return {
		begin(key) {
			const time = now();
			const long = [...began.values()].filter((at) => time - at >= LONG_MS);
			if (time < occupiedUntil || long.length >= limit) return false;
			began.set(key, time);
			return true;
		},
		end: (key) => void began.delete(key),
		occupy(ms) {
			occupiedUntil = Math.max(occupiedUntil, now() + ms);
		},
	};
}
