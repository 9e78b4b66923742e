// The org's clock. It starts where the options say, runs `speed` times as fast
// as the real one, and jumps when it is told to. It never runs backwards.

export interface SimulatedClock {
	/** ms since the epoch, by the org. */
	now(): number;
	advance(ms: number): void;
	/** Real ms until the org's clock shows `time`; Infinity when it stands still. */
	realDelayUntil(time: number): number;
}

export function createSimulatedClock(
	start: number,
	speed: number,
	realNow: () => number,
): SimulatedClock {
	const began = realNow();
	let jumped = 0;
	const now = () =>
		Math.floor(start + jumped + Math.max(realNow() - began, 0) * speed);
	return {
		now,
		advance(ms) {
			if (!(ms >= 0)) throw new RangeError("A clock does not run backwards.");
			jumped += ms;
		},
		realDelayUntil(time) {
			const left = time - now();
			return left <= 0 ? 0 : left / speed;
		},
	};
}
