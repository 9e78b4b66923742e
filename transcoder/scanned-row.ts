// A row as the record writer reads it, wherever it was found.

import type { ByteStore } from "./byte-store.ts";

export interface ScannedRow {
	readonly input: ByteStore;
	/** Where each cell begins and ends. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** All cells lie between these two. */
	readonly start: number;
	readonly next: number;
}
