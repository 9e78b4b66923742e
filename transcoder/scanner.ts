// The bytes of a CSV file in an engine's memory, whose rows engine/scanner.ts finds.
// Invariant: it keeps no byte of a row that was passed, so its memory is a chunk and a
// row.

import type { ByteStore } from "./byte-store.ts";
import { createCellBounds } from "./cell-bounds.ts";
import {
	CELLS,
	COLUMNS,
	END,
	IN_ROW,
	INPUT,
	NEXT,
	PHASE,
	START,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";

const LF = 10;

export interface Scanner {
	/** The bytes that are not passed yet. Ranges are good until the next `add`. */
	readonly input: ByteStore;
	/** Of the row that the engine shows: `cells` in all, no more than the header's in `starts` and `ends`; `next` is where it ended. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	readonly cells: number;
	readonly next: number;
	/** Where the first row begins that is not passed. */
	readonly start: number;
	/** Where the bytes end. */
	readonly end: number;
	/** Behind the last line end in them. */
	readonly lines: number;
	add(bytes: Uint8Array): void;
	/** Goes on at this position. */
	pass(position: number): void;
}

export function createScanner(columns: number, engine: Engine): Scanner {
	let lines = INPUT;
	const bounds = createCellBounds(columns, engine);

	const read = (address: number) => engine.words[address / 4] as number;

	function set(address: number, value: number): void {
		engine.words[address / 4] = value;
	}

	function clear(): void {
		set(START, INPUT);
		set(END, INPUT);
	}

	clear();
	set(COLUMNS, columns);
	set(IN_ROW, 0);
	set(PHASE, 0);
	return {
		input: engine.store,
		get starts() {
			return bounds.starts;
		},
		get ends() {
			return bounds.ends;
		},
		get cells() {
			return read(CELLS);
		},
		get next() {
			return read(NEXT);
		},
		get start() {
			return read(START);
		},
		get end() {
			return read(END);
		},
		get lines() {
			return lines;
		},
		add(added) {
			const start = read(START);
			const end = read(END);
			const kept = end - start;
			engine.reserveInput(kept + added.length + 1);
			const { bytes } = engine.store;
			if (start > INPUT) bytes.copyWithin(INPUT, start, end);
			bytes.set(added, INPUT + kept);
			set(START, INPUT);
			set(END, INPUT + kept + added.length);
			const lineEnd = added.lastIndexOf(LF);
			lines =
				lineEnd < 0
					? Math.max(lines - start + INPUT, INPUT)
					: INPUT + kept + lineEnd + 1;
		},
		pass(position) {
			set(START, position);
		},
	};
}
