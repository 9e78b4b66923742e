// What an encoder needs to compress, unpack and cut requests, without a fresh megabyte
// for each.

import {
	type Compressor,
	createCompressor,
	createDecompressor,
	type Decompressor,
} from "./compression.ts";
import { createScratch, type Scratch } from "./scratch.ts";

export type RequestMemory = Scratch & Compressor & Decompressor;

export function createRequestMemory(): RequestMemory {
	return { ...createScratch(), ...createCompressor(), ...createDecompressor() };
}
