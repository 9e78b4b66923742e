// Memory in which requests are put together, used again: a fresh megabyte for each would
// count as garbage outside of V8's heap, and have it collect the whole heap every few
// dozen requests. It is the memory of deflaters, so that a request is compressed where it
// was written.

import type { BodyMemory } from "./body-memory.ts";
import {
	createDeflater,
	type Deflater,
	MAX_INPUT,
	MIN_INPUT,
} from "./deflate/deflater.ts";

/** As many as are at work at once for two receivers. */
const KEPT = 2;

export interface Scratch {
	/** Lends `size` bytes, filled with anything, until `work` has ended. */
	lend<T>(size: number, work: (bytes: Buffer) => Promise<T>): Promise<T>;
	/** Lent bytes as a member of gzip in `memory`, at once. Undefined for what is left to zlib. */
	gzip(bytes: Uint8Array, memory: BodyMemory): Uint8Array | undefined;
}

export function createScratch(): Scratch {
	const kept: Deflater[] = [];
	const idle: Deflater[] = [];

	function take(): Deflater | undefined {
		if (idle.length > 0 || kept.length === KEPT) return idle.pop();
		const deflater = createDeflater();
		kept.push(deflater);
		return deflater;
	}

	return {
		async lend(size, work) {
			const deflater = size <= MAX_INPUT ? take() : undefined;
			if (deflater === undefined) return work(Buffer.allocUnsafeSlow(size));
			try {
				return await work(deflater.begin(size));
			} finally {
				idle.push(deflater);
			}
		},
		gzip(bytes, memory) {
			if (bytes.length < MIN_INPUT) return undefined;
			return kept.find(({ holds }) => holds(bytes))?.gzip(bytes, memory);
		},
	};
}
