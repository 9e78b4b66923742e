// Memory for requests while they are compressed, used again: a fresh megabyte for
// each would count as garbage outside of V8's heap, and have it collect the whole
// heap every few dozen requests.

/** As many as are compressed at once by two receivers. */
const KEPT = 2;
/** Of the default limit: one that is not written to takes no memory, and none has to be replaced by a larger one. */
const LEAST_BYTES = 1024 * 1024;
/** A request without a size limit is not kept. */
const MAX_KEPT_BYTES = 2 * 1024 * 1024;

export interface Scratch {
	/** Lends `size` bytes, filled with anything, until `work` has ended. */
	lend<T>(size: number, work: (bytes: Buffer) => Promise<T>): Promise<T>;
}

export function createScratch(): Scratch {
	const idle: Buffer[] = [];
	return {
		async lend(size, work) {
			const kept = idle.pop();
			const buffer =
				kept !== undefined && kept.length >= size
					? kept
					: Buffer.allocUnsafeSlow(Math.max(size, LEAST_BYTES));
			try {
				return await work(buffer.subarray(0, size));
			} finally {
				if (idle.length < KEPT && buffer.length <= MAX_KEPT_BYTES) {
					idle.push(buffer);
				}
			}
		},
	};
}
