// How often a row has been seen before in its file, by a 64-bit fingerprint of
// it. Open addressing in typed arrays, because it holds an entry for every row.
//
// Invariant: the count is exact as long as no more than about a million (2^20)
// different rows lie between two equal ones, so for every file up to about a
// million rows, and beyond that for equal rows within a million of each other.
// Two generations take turns: a full one becomes the previous one and the one
// before it is forgotten. It consists of parts that grow one after the other, so that
// there are never two tables of the whole, nor a large one to give back. It takes 9
// bytes a slot, 12 to 24 for each row, begins with 9 KiB, and never takes more than 24
// MiB and a few rows that come hundreds of times.

/** A power of two. */
const PARTS = 32;
const FIRST_SLOTS = 32;
/** A generation is full at 3/4 of these. */
const MAX_SLOTS = Math.ceil((2 ** 20 * 4) / 3);
const TWO_TO_32 = 2 ** 32;

export interface OccurrenceTable {
	/** Notes a fingerprint, two unsigned 32-bit halves; gives how often it was noted before. */
	note(high: number, low: number): number;
}

/** Whose content can go on elsewhere. */
export interface MovableOccurrences extends OccurrenceTable {
	/** All that was noted. Nothing may be noted after it. */
	content(): OccurrencePart[];
}

/** Plain data. The memory of its arrays may be handed over. */
export interface OccurrencePart {
	readonly current: Generation;
	readonly previous: Generation | undefined;
}

interface Generation {
	/** Two words a slot. */
	readonly words: Uint32Array<ArrayBuffer>;
	/** 0 is an empty slot; from MANY on, the count is in `many`. */
	readonly counts: Uint8Array<ArrayBuffer>;
	readonly many: Map<string, number>;
	entries: number;
}

const MANY = 0xff;

export interface OccurrenceTableOptions {
	/** Of a generation, in all parts together. */
	readonly maxSlots?: number;
	readonly parts?: number;
	/** What another table of the same kind has noted. */
	readonly noted?: readonly OccurrencePart[] | undefined;
}

export function createOccurrenceTable({
	maxSlots = MAX_SLOTS,
	parts = PARTS,
	noted = [],
}: OccurrenceTableOptions = {}): MovableOccurrences {
	const tables = Array.from({ length: parts }, (_, n) =>
		createPart(Math.ceil(maxSlots / parts), noted[n]),
	);
	return {
		// A slot is chosen by the upper half.
		note: (high, low) => (tables[low & (parts - 1)] as Part).note(high, low),
		content: () => tables.map((table) => table.content()),
	};
}

interface Part extends OccurrenceTable {
	content(): OccurrencePart;
}

function createPart(maxSlots: number, noted?: OccurrencePart): Part {
	const perGeneration = Math.floor(maxSlots * 0.75);
	let current =
		noted?.current ?? createGeneration(Math.min(FIRST_SLOTS, maxSlots));
	let previous = noted?.previous;

	function makeRoom(): void {
		if (current.entries >= perGeneration) {
			const next = previous ?? createGeneration(maxSlots);
			if (previous !== undefined) clear(next);
			previous = current;
			current = next;
		} else if (current.entries >= Math.floor(current.counts.length * 0.75))
			current = grown(current, Math.min(current.counts.length * 2, maxSlots));
	}

	return {
		note(high, low) {
			let slot = find(current, high, low);
			if (current.counts[slot] !== 0) {
				const count = countIn(current, slot, high, low);
				setCount(current, slot, high, low, count + 1);
				return count;
			}
			const before =
				previous === undefined
					? 0
					: countIn(previous, find(previous, high, low), high, low);
			const room = current;
			makeRoom();
			if (current !== room) slot = find(current, high, low);
			current.words[2 * slot] = high;
			current.words[2 * slot + 1] = low;
			setCount(current, slot, high, low, before + 1);
			current.entries++;
			return before;
		},
		content: () => ({ current, previous }),
	};
}

function createGeneration(
	slots: number,
	many = new Map<string, number>(),
): Generation {
	return {
		words: new Uint32Array(2 * slots),
		counts: new Uint8Array(slots),
		many,
		entries: 0,
	};
}

function clear(generation: Generation): void {
	generation.counts.fill(0);
	generation.many.clear();
	generation.entries = 0;
}

function countIn(
	{ counts, many }: Generation,
	slot: number,
	high: number,
	low: number,
): number {
	const count = counts[slot] as number;
	return count < MANY ? count : (many.get(`${high} ${low}`) as number);
}

function setCount(
	{ counts, many }: Generation,
	slot: number,
	high: number,
	low: number,
	count: number,
): void {
	counts[slot] = Math.min(count, MANY);
	if (count >= MANY) many.set(`${high} ${low}`, count);
}

/** The slot of a fingerprint, or the empty one where it belongs. */
function find(
	{ words, counts }: Generation,
	high: number,
	low: number,
): number {
	const slots = counts.length;
	let slot = Math.floor((high * slots) / TWO_TO_32);
	while (
		counts[slot] !== 0 &&
		(words[2 * slot] !== high || words[2 * slot + 1] !== low)
	)
		if (++slot === slots) slot = 0;
	return slot;
}

function grown(small: Generation, slots: number): Generation {
	const large = createGeneration(slots, small.many);
	for (let slot = 0; slot < small.counts.length; slot++) {
		const count = small.counts[slot] as number;
		if (count === 0) continue;
		const high = small.words[2 * slot] as number;
		const low = small.words[2 * slot + 1] as number;
		const to = find(large, high, low);
		large.words[2 * to] = high;
		large.words[2 * to + 1] = low;
		large.counts[to] = count;
	}
	large.entries = small.entries;
	// All parts grow at about the same time: left to the garbage collector, there would be
	// one and a half tables.
	small.words.buffer.transfer(0);
	small.counts.buffer.transfer(0);
	return large;
}
