// A row as the engine and those around it read it, wherever it was found.

import { text } from "./attribute-writer.ts";
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

export function textsOf({ input, starts, ends }: ScannedRow): string[] {
	return Array.from(starts, (from, n) =>
		text(input.bytes, from, ends[n] as number),
	);
}
