// Remembers what cells became, by their bytes: most columns of a log repeat a few
// values. Entries are looked for by engine/memo.ts, and added here.
//
// Bounded: a table of fixed size in which a new entry takes an old one's place, and an
// arena that is forgotten as a whole when it is full: at the next `tidy`, so that what
// was found for a row stays good while the row is in work.

import {
	MEMO,
	MEMO_ARENA,
	MEMO_ARENA_SIZE,
	MEMO_SLOT,
	MEMO_SLOTS,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import type { ScannedRow } from "./scanned-row.ts";

/** Longer cells hardly repeat. */
const LONGEST_KEY = 1024;
/** One entry may not fill the arena. */
const LONGEST_ENTRY = 32 * 1024;
const NO_QUESTION = -1;

/** No content. */
export const NONE = 0;

export interface CellMemo {
	/** Forgets everything: questions will mean something else. */
	clear(): void;
	/** Forgets everything when there is no room left. Between two rows. */
	tidy(): void;
	/** The address of so many bytes for content, for what the engine did not find just now; NONE when it can't be kept. */
	add(
		question: number,
		indexes: readonly number[],
		row: ScannedRow,
		length: number,
	): number;
}

export function createCellMemo(engine: Engine): CellMemo {
	let used = 0;
	let full = false;

	function clear(): void {
		const first = MEMO / 4;
		engine.words.fill(NO_QUESTION, first, first + 2 * MEMO_SLOTS);
		used = 0;
		full = false;
	}

	clear();
	return {
		clear,
		tidy() {
			if (full) clear();
		},
		add(question, indexes, { starts, ends }, length) {
			const { words } = engine;
			const { bytes, view } = engine.store;
			const slot = words[MEMO_SLOT / 4] as number;
			let keyLength = 0;
			for (const index of indexes)
				keyLength += 4 + (ends[index] as number) - (starts[index] as number);
			const whole = keyLength + length;
			if (keyLength > LONGEST_KEY || whole > LONGEST_ENTRY) return NONE;
			full ||= used + whole > MEMO_ARENA_SIZE;
			if (full) return NONE;
			let at = MEMO_ARENA + used;
			used += whole;
			words[slot / 4] = question;
			words[slot / 4 + 1] = at;
			for (const index of indexes) {
				const start = starts[index] as number;
				const end = ends[index] as number;
				view.setInt32(at, end - start, true);
				bytes.copyWithin(at + 4, start, end);
				at += 4 + end - start;
			}
			return at;
		},
	};
}
