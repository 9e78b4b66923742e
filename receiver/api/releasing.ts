// A body that gives something back when it is done with: at its end, when it breaks,
// when its reader leaves, or when `signal` aborts. `release` is idempotent.

export function releasing(
	chunks: AsyncIterable<Uint8Array>,
	release: () => void,
	signal: AbortSignal,
): AsyncIterable<Uint8Array> {
	const inner = chunks[Symbol.asyncIterator]();
	const done = () => {
		signal.removeEventListener("abort", done);
		release();
	};
	signal.addEventListener("abort", done, { once: true });
	if (signal.aborted) done();
	const iterator: AsyncIterator<Uint8Array, void, void> = {
		async next() {
			try {
				const step = await inner.next();
				if (step.done) done();
				return step;
			} catch (error) {
				done();
				throw error;
			}
		},
		async return() {
			try {
				await inner.return?.();
			} finally {
				done();
			}
			return { value: undefined, done: true };
		},
	};
	return { [Symbol.asyncIterator]: () => iterator };
}
