// Remembers what cells became, by their bytes: most columns of a log repeat a few
// values. An entry's key is a question (what is asked of the cells) and the cells; its
// content is a few numbers and bytes.
//
// Bounded: a table of fixed size in which a new entry takes an old one's place, and an
// arena that is forgotten as a whole when it is full: at the next `tidy`, so that what
// was found for a row stays good while the row is in work.

import { type ByteStore, createByteStore, isEqual } from "./byte-store.ts";

const SLOTS = 4096;
/** Longer cells hardly repeat. */
const LONGEST_KEY = 1024;
/** One entry may not fill the arena. */
const LONGEST_ENTRY = 32 * 1024;
/** Made at once: what is not written to takes no memory. */
const ARENA = 1024 * 1024;

/** No content. */
export const NONE = -1;

export interface CellMemo {
	/** The contents of all entries. */
	readonly arena: ByteStore;
	/** Where in the arena the content for these cells begins, or NONE. */
	find(
		question: number,
		indexes: Int32Array,
		input: ByteStore,
		starts: Int32Array,
		ends: Int32Array,
	): number;
	/** Forgets everything when there is no room left. */
	tidy(): void;
	/** Forgets everything: questions will mean something else. */
	clear(): void;
	/** Room for content of that length, for what was not found just now; NONE when it can't be kept. */
	add(
		question: number,
		indexes: Int32Array,
		input: ByteStore,
		starts: Int32Array,
		ends: Int32Array,
		length: number,
	): number;
}

export function createCellMemo(): CellMemo {
	const arena = createByteStore(ARENA);
	/** Of each slot: question and cells, and the content behind them; -1 for a free one. */
	const questions = new Int32Array(SLOTS).fill(-1);
	const entries = new Int32Array(SLOTS);
	let used = 0;
	let full = false;

	function clear(): void {
		questions.fill(-1);
		used = 0;
		full = false;
	}

	return {
		arena,
		clear,
		find(question, indexes, input, starts, ends) {
			const slot = slotOf(question, indexes, input, starts, ends);
			if (questions[slot] !== question) return NONE;
			let at = entries[slot] as number;
			for (let n = 0; n < indexes.length; n++) {
				const index = indexes[n] as number;
				const start = starts[index] as number;
				const length = (ends[index] as number) - start;
				if (arena.view.getInt32(at) !== length) return NONE;
				at += 4;
				if (!isEqual(arena, at, input, start, length)) return NONE;
				at += length;
			}
			return at;
		},
		tidy() {
			if (full) clear();
		},
		add(question, indexes, input, starts, ends, length) {
			let keyLength = 0;
			for (const index of indexes)
				keyLength += 4 + (ends[index] as number) - (starts[index] as number);
			const whole = keyLength + length;
			if (keyLength > LONGEST_KEY || whole > LONGEST_ENTRY) return NONE;
			full ||= used + whole > ARENA;
			if (full) return NONE;
			const slot = slotOf(question, indexes, input, starts, ends);
			questions[slot] = question;
			entries[slot] = used;
			for (const index of indexes) {
				const start = starts[index] as number;
				const cell = input.bytes.subarray(start, ends[index]);
				arena.view.setInt32(used, cell.length);
				arena.bytes.set(cell, used + 4);
				used += 4 + cell.length;
			}
			const content = used;
			used += length;
			return content;
		},
	};
}

/** Looks at a few places of a cell only: cells of one column that differ mostly differ there. */
function slotOf(
	question: number,
	indexes: Int32Array,
	{ bytes, view }: ByteStore,
	starts: Int32Array,
	ends: Int32Array,
): number {
	let hash = question;
	for (let n = 0; n < indexes.length; n++) {
		const index = indexes[n] as number;
		const start = starts[index] as number;
		const end = ends[index] as number;
		const length = end - start;
		hash = Math.imul(hash ^ length, 0x9e3779b1);
		if (length >= 4) {
			hash = Math.imul(hash ^ view.getInt32(start), 0x85ebca6b);
			hash = Math.imul(hash ^ view.getInt32(end - 4), 0xc2b2ae35);
			hash ^= view.getInt32(start + ((length - 4) >>> 1));
		} else
			for (let at = start; at < end; at++)
				hash = Math.imul(hash ^ (bytes[at] as number), 0x85ebca6b);
	}
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return hash >>> 20;
}
