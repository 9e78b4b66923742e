// How often a row has been seen before in its file, by a 64-bit fingerprint of
// it. Open addressing in typed arrays, because it holds an entry for every row.
//
// Invariant: the count is exact as long as no more than `perGeneration` (2^20)
// different rows lie between two equal ones, so for every file up to about a
// million rows, and beyond that for equal rows within a million of each other.
// Two generations take turns: a full one becomes the previous one and the one
// before it is forgotten. It begins with 12 KiB and never takes more than 32 MiB.

const FIRST_SLOTS = 1024;
/** A generation is full at 3/4 of these. */
const MAX_SLOTS = Math.ceil((2 ** 20 * 4) / 3);
const TWO_TO_32 = 2 ** 32;

export interface OccurrenceTable {
	/** Notes a fingerprint, two unsigned 32-bit halves; gives how often it was noted before. */
	note(high: number, low: number): number;
}

interface Generation {
	high: Uint32Array;
	low: Uint32Array;
	/** 0 is an empty slot. */
	counts: Uint32Array;
	entries: number;
}

export function createOccurrenceTable(
	maxSlots: number = MAX_SLOTS,
): OccurrenceTable {
	const perGeneration = Math.floor(maxSlots * 0.75);
	let current = createGeneration(Math.min(FIRST_SLOTS, maxSlots));
	let previous: Generation | undefined;

	function makeRoom(): void {
		if (current.entries >= perGeneration) {
			const next = previous ?? createGeneration(maxSlots);
			if (previous !== undefined) {
				next.counts.fill(0);
				next.entries = 0;
			}
			previous = current;
			current = next;
		} else if (current.entries >= Math.floor(current.counts.length * 0.75))
			current = grown(current, Math.min(current.counts.length * 2, maxSlots));
	}

	return {
		note(high, low) {
			let slot = find(current, high, low);
			const count = current.counts[slot] as number;
			if (count > 0) {
				current.counts[slot] = count + 1;
				return count;
			}
			const before =
				previous === undefined
					? 0
					: (previous.counts[find(previous, high, low)] as number);
			const room = current;
			makeRoom();
			if (current !== room) slot = find(current, high, low);
			current.high[slot] = high;
			current.low[slot] = low;
			current.counts[slot] = before + 1;
			current.entries++;
			return before;
		},
	};
}

function createGeneration(slots: number): Generation {
	return {
		high: new Uint32Array(slots),
		low: new Uint32Array(slots),
		counts: new Uint32Array(slots),
		entries: 0,
	};
}

/** The slot of a fingerprint, or the empty one where it belongs. */
function find(generation: Generation, high: number, low: number): number {
	const slots = generation.counts.length;
	let slot = Math.floor((high * slots) / TWO_TO_32);
	while (
		generation.counts[slot] !== 0 &&
		(generation.high[slot] !== high || generation.low[slot] !== low)
	)
		if (++slot === slots) slot = 0;
	return slot;
}

function grown(small: Generation, slots: number): Generation {
	const large = createGeneration(slots);
	for (let slot = 0; slot < small.counts.length; slot++) {
		const count = small.counts[slot] as number;
		if (count === 0) continue;
		const high = small.high[slot] as number;
		const low = small.low[slot] as number;
		const to = find(large, high, low);
		large.high[to] = high;
		large.low[to] = low;
		large.counts[to] = count;
	}
	large.entries = small.entries;
	return large;
}
