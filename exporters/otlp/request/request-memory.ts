// What an encoder needs to compress, unpack and cut requests, without a fresh megabyte
// for each.

import { type BodyMemory, createBodyMemory } from "./body-memory.ts";
import {
	type Compressor,
	createCompressor,
	createDecompressor,
	type Decompressor,
} from "./compression.ts";
import { createScratch, type Scratch } from "./scratch.ts";

export type RequestMemory = Pick<Scratch, "lend"> &
	Compressor &
	Decompressor &
	Pick<BodyMemory, "leaseOf">;

export function createRequestMemory(): RequestMemory {
	const bodies = createBodyMemory();
	const scratch = createScratch();
	return {
		lend: scratch.lend,
		...createCompressor(bodies, scratch),
		...createDecompressor(),
		leaseOf: bodies.leaseOf,
	};
}
