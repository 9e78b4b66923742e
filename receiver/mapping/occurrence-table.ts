// How often a row has been seen before in its file, by a 61-bit fingerprint of
// it. Open addressing in typed arrays, because it holds an entry for every row.
//
// Invariant: the count is exact as long as no more than about a million (2^20)
// different rows lie between two equal ones, so for every file up to about a
// million rows, and beyond that for equal rows within a million of each other.
// Three generations of half a million take turns: a full one becomes an older one, of
// which there are two, and the oldest is forgotten. It consists of parts that grow one
// after the other, so that there are never two tables of the whole, nor a large one to
// give back. It takes 8 bytes a slot, 11 to 21 for each row, begins with 8 KiB, and never
// takes more than 16 MiB and a few rows that come hundreds of times.

/** A power of two. */
const PARTS = 32;
const FIRST_SLOTS = 32;
/** A part grows when it is filled so far, and a generation that has its slots is full. */
const FULL = 0.75;
const OLDER = 2;
const MAX_SLOTS = Math.ceil(2 ** 19 / FULL);
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
	/** The newest first. */
	readonly older: readonly Generation[];
}

interface Generation {
	/** Two a slot: the upper half, and of the lower half all but the last byte, which is the count. 0 is an empty slot; from MANY on, the count is in `many`. */
	readonly words: Uint32Array<ArrayBuffer>;
	readonly many: Map<string, number>;
	entries: number;
}

const COUNT = 0xff;
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
		// A slot is chosen by the upper half, a part by bits that a slot has no room for.
		note: (high, low) => (tables[low & (parts - 1)] as Part).note(high, low),
		content: () => tables.map((table) => table.content()),
	};
}

interface Part extends OccurrenceTable {
	content(): OccurrencePart;
}

function createPart(maxSlots: number, noted?: OccurrencePart): Part {
	const perGeneration = Math.floor(maxSlots * FULL);
	let current =
		noted?.current ?? createGeneration(Math.min(FIRST_SLOTS, maxSlots));
	const older = [...(noted?.older ?? [])];

	function makeRoom(): void {
		const slots = slotsOf(current);
		if (current.entries >= perGeneration) {
			const oldest = older.length < OLDER ? undefined : older.pop();
			older.unshift(current);
			current = oldest ?? createGeneration(maxSlots);
			if (oldest !== undefined) clear(oldest);
		} else if (slots < maxSlots && current.entries >= slots * FULL)
			current = grown(current, Math.min(slots * 2, maxSlots));
	}

	function countInOlder(high: number, low: number): number {
		for (const generation of older) {
			const count = countIn(generation, find(generation, high, low), high, low);
			if (count > 0) return count;
		}
		return 0;
	}

	return {
		note(high, low) {
			let slot = find(current, high, low);
			const count = countIn(current, slot, high, low);
			if (count > 0) {
				setCount(current, slot, high, low, count + 1);
				return count;
			}
			const before = older.length === 0 ? 0 : countInOlder(high, low);
			const room = current;
			makeRoom();
			if (current !== room) slot = find(current, high, low);
			current.words[2 * slot] = high;
			setCount(current, slot, high, low, before + 1);
			current.entries++;
			return before;
		},
		content: () => ({ current, older }),
	};
}

function createGeneration(
	slots: number,
	many = new Map<string, number>(),
): Generation {
	return { words: new Uint32Array(2 * slots), many, entries: 0 };
}

function slotsOf({ words }: Generation): number {
	return words.length / 2;
}

function clear(generation: Generation): void {
	generation.words.fill(0);
	generation.many.clear();
	generation.entries = 0;
}

/** 0 when the slot is empty. */
function countIn(
	{ words, many }: Generation,
	slot: number,
	high: number,
	low: number,
): number {
	const count = (words[2 * slot + 1] as number) & COUNT;
	return count < MANY ? count : (many.get(`${high} ${low}`) as number);
}

function setCount(
	{ words, many }: Generation,
	slot: number,
	high: number,
	low: number,
	count: number,
): void {
	words[2 * slot + 1] = (low & ~COUNT) | Math.min(count, MANY);
	if (count >= MANY) many.set(`${high} ${low}`, count);
}

/** The slot of a fingerprint, or the empty one where it belongs. */
function find({ words }: Generation, high: number, low: number): number {
	const slots = words.length / 2;
	let slot = Math.floor((high * slots) / TWO_TO_32);
	for (;;) {
		const word = words[2 * slot + 1] as number;
		if ((word & COUNT) === 0) return slot;
		if (words[2 * slot] === high && ((word ^ low) & ~COUNT) === 0) return slot;
		if (++slot === slots) slot = 0;
	}
}

function grown(small: Generation, slots: number): Generation {
	const large = createGeneration(slots, small.many);
	for (let at = 0; at < small.words.length; at += 2) {
		const high = small.words[at] as number;
		const word = small.words[at + 1] as number;
		if ((word & COUNT) === 0) continue;
		const to = find(large, high, word);
		large.words[2 * to] = high;
		large.words[2 * to + 1] = word;
	}
	large.entries = small.entries;
	// All parts grow at about the same time: left to the garbage collector, there would be
	// one and a half tables.
	small.words.buffer.transfer(0);
	return large;
}
