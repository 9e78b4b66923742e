// A set of 128-bit uids in one typed array. Invariant: membership is decided by all
// 128 bits, so a real event is never taken for another one. It holds at least 16
// and at most 43 bytes a uid, and no object a uid.

import { UID_BYTES } from "../../pipeline/uid-bytes.ts";

const WORDS = UID_BYTES / 4;
const MIN_SLOTS = 64;

export class UidSet {
	#words: Int32Array;
	#slots: number;
	#size = 0;
	/** All zeros marks an empty slot, so that uid is kept apart. */
	#hasZero = false;

	/** Room for `expected` uids without growing. */
	constructor(expected = 0) {
		let slots = MIN_SLOTS;
		while (slots * 0.75 < expected) slots *= 2;
		this.#slots = slots;
		this.#words = new Int32Array(slots * WORDS);
	}

	get size(): number {
		return this.#size;
	}

	/** Adds every uid of `bytes`, 16 bytes each. */
	addAll(bytes: Uint8Array): void {
		const words = wordsOf(bytes);
		for (let at = 0; at < words.length; at += WORDS) this.#add(words, at);
	}

	/** Whether the uid at byte `offset` of `bytes` is in the set; `offset` is a multiple of 16. */
	has(bytes: Uint8Array, offset: number): boolean {
		const words = wordsOf(bytes.subarray(offset, offset + UID_BYTES));
		const found = this.#find(words, 0);
		return found < 0 ? this.#hasZero : !this.#isEmpty(found);
	}

	#add(words: Int32Array, at: number): void {
		const found = this.#find(words, at);
		if (found < 0) {
			if (!this.#hasZero) this.#size++;
			this.#hasZero = true;
			return;
		}
		if (!this.#isEmpty(found)) return;
		this.#words.set(words.subarray(at, at + WORDS), found);
		this.#size++;
		if (this.#size > this.#slots * 0.75) this.#grow();
	}

	/** Where the uid is, or the empty slot where it belongs; negative for the uid of zeros. */
	#find(words: Int32Array, at: number): number {
		const [a, b, c, d] = [
			words[at] as number,
			words[at + 1] as number,
			words[at + 2] as number,
			words[at + 3] as number,
		];
		if ((a | b | c | d) === 0) return -1;
		const mask = this.#slots - 1;
		const table = this.#words;
		// A uid is a hash already, or a random identifier: any of its words spreads well,
		// and all of them together spread one that is neither.
		for (let slot = (a ^ b ^ c ^ d) & mask; ; slot = (slot + 1) & mask) {
			const place = slot * WORDS;
			if (
				table[place] === a &&
				table[place + 1] === b &&
				table[place + 2] === c &&
				table[place + 3] === d
			) {
				return place;
			}
			if (this.#isEmpty(place)) return place;
		}
	}

	#isEmpty(place: number): boolean {
		const table = this.#words;
		return (
			((table[place] as number) |
				(table[place + 1] as number) |
				(table[place + 2] as number) |
				(table[place + 3] as number)) ===
			0
		);
	}

	#grow(): void {
		const old = this.#words;
		this.#slots *= 2;
		this.#words = new Int32Array(this.#slots * WORDS);
		for (let at = 0; at < old.length; at += WORDS) {
			const place = this.#find(old, at);
			if (place >= 0) this.#words.set(old.subarray(at, at + WORDS), place);
		}
	}
}

/** The same memory as words where it is aligned, a copy where it isn't. */
function wordsOf(bytes: Uint8Array): Int32Array {
	// Not slice(): a Buffer's gives the same memory.
	const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
	return new Int32Array(
		aligned.buffer,
		aligned.byteOffset,
		aligned.byteLength / 4,
	);
}
