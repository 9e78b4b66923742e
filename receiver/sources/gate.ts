// How many may do something at once. What a receiver's sources hold in memory is
// bounded by it, however many objects are read.

export interface Gate {
	/** Somebody waits. */
	readonly isCrowded: boolean;
	/** Resolves with the way out when it is the caller's turn; first come, first served. */
	enter(signal: AbortSignal): Promise<() => void>;
}

export function createGate(places: number): Gate {
	let free = places;
	const waiting: (() => void)[] = [];

	function leave(): void {
		const next = waiting.shift();
		if (next === undefined) free++;
		else next();
	}

	return {
		get isCrowded() {
			return waiting.length > 0;
		},
		async enter(signal) {
			signal.throwIfAborted();
			if (free > 0) free--;
			else await turn(signal);
			let inside = true;
			return () => {
				if (inside) leave();
				inside = false;
			};
		},
	};

	function turn(signal: AbortSignal): Promise<void> {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const giveUp = () => {
			waiting.splice(waiting.indexOf(come), 1);
			reject(signal.reason);
		};
		const come = () => {
			signal.removeEventListener("abort", giveUp);
			resolve();
		};
		signal.addEventListener("abort", giveUp, { once: true });
		waiting.push(come);
		return promise;
	}
}
