// Memory for the bodies of requests that is used again for later ones. Left to the
// garbage collector, bodies are most of what has V8 collect its whole heap: they lie
// outside of it, and wait too long for their backend to die in its young generation.
//
// Invariant: memory is lent anew only when its lease has ended and all have done reading.

import { getDefaultHighWaterMark } from "node:stream";
import type { BodyLease } from "../../../pipeline/exporter.ts";

/** undici waits until it has left for what is no smaller than a socket's buffer. */
const LEAST_BYTES = Math.max(64 * 1024, getDefaultHighWaterMark(false));
/** So that a body which is a little larger than the one before fits, too. */
const STEP_BYTES = 32 * 1024;
/** As many as exporters that keep up have in flight. */
const KEPT = 8;

export interface BodyMemory {
	/** `size` bytes, filled with anything. The garbage collector's, unless a lease ends. */
	take(size: number): Uint8Array;
	/** Of what was taken; absent where it is not worth to be used again. */
	leaseOf(body: Uint8Array): BodyLease | undefined;
}

export function createBodyMemory(): BodyMemory {
	/** What was given back first is the first. */
	const idle: ArrayBuffer[] = [];
	const leases = new WeakMap<Uint8Array, BodyLease>();

	function memoryFor(size: number): ArrayBuffer {
		const fits = idle.findIndex(
			({ byteLength }) => byteLength >= size && byteLength < 2 * size,
		);
		const [found] = fits < 0 ? [] : idle.splice(fits, 1);
		return found ?? new ArrayBuffer(Math.ceil(size / STEP_BYTES) * STEP_BYTES);
	}

	function giveBack(memory: ArrayBuffer): void {
		idle.push(memory);
		if (idle.length > KEPT) idle.shift();
	}

	return {
		take(size) {
			if (size < LEAST_BYTES) return new Uint8Array(size);
			const memory = memoryFor(size);
			const body = new Uint8Array(memory, 0, size);
			leases.set(
				body,
				createLease(() => giveBack(memory)),
			);
			return body;
		},
		leaseOf: (body) => leases.get(body),
	};
}

function createLease(onFree: () => void): BodyLease {
	/** Who keeps the body is one of them. */
	let readers = 1;
	let ended = false;

	function leave(): void {
		readers -= 1;
		if (readers === 0) onFree();
	}

	return {
		read() {
			if (ended) throw new Error("the memory of this body is another one's");
			readers += 1;
			return leave;
		},
		end() {
			if (ended) return;
			ended = true;
			leave();
		},
	};
}
