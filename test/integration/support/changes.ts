// Waiting for what must happen, without asking the time: whoever sees something
// new says so, and each waiting test looks again.

export interface Changes {
	changed(): void;
	/**
	 * Resolves once `condition` holds; rejects at the deadline with what `describe`
	 * says, and when `signal` aborts.
	 */
	until(
		condition: () => boolean,
		describe?: () => string,
		signal?: AbortSignal,
	): Promise<void>;
}

/** The deadline is a little less than what a test has. */
export function createChanges(deadlineMs = 55_000): Changes {
	const waiting = new Set<() => void>();
	return {
		changed() {
			for (const look of [...waiting]) look();
		},
		until(condition, describe = () => condition.toString(), signal) {
			return new Promise((resolve, reject) => {
				const done = () => {
					waiting.delete(look);
					clearTimeout(timer);
					signal?.removeEventListener("abort", abort);
				};
				const abort = () => {
					done();
					reject(signal?.reason);
				};
				const look = () => {
					try {
						if (!condition()) return;
						done();
						resolve();
					} catch (error) {
						done();
						reject(error);
					}
				};
				const timer = setTimeout(() => {
					done();
					reject(new Error(`This did not happen: ${describe()}`));
				}, deadlineMs);
				waiting.add(look);
				signal?.addEventListener("abort", abort);
				if (signal?.aborted) abort();
				else look();
			});
		},
	};
}
