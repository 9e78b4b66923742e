// "Something has changed, look again": wakes everyone who waits, and keeps no
// listener behind.

export interface Pulse {
	/** How often it has fired. Read it before looking, so that no change in between is missed. */
	readonly count: number;
	fire(): void;
	/** Resolves once it has fired more often than `count`; rejects with the signal's reason. */
	after(count: number, signal: AbortSignal): Promise<void>;
}

export function createPulse(): Pulse {
	let fired = 0;
	let waiting = new Set<() => void>();
	return {
		get count() {
			return fired;
		},
		fire() {
			fired += 1;
			const woken = waiting;
			waiting = new Set();
			for (const wake of woken) wake();
		},
		after(count, signal) {
			return new Promise((resolve, reject) => {
				if (signal.aborted) {
					reject(signal.reason);
					return;
				}
				if (fired > count) {
					resolve();
					return;
				}
				const wake = () => {
					signal.removeEventListener("abort", abort);
					resolve();
				};
				const abort = () => {
					waiting.delete(wake);
					reject(signal.reason);
				};
				signal.addEventListener("abort", abort, { once: true });
				waiting.add(wake);
			});
		},
	};
}
