// Finds the cells of a CSV file's rows as ranges of bytes. Invariants: a row that it
// hands out is what RFC 4180 says without a doubt, and the same whatever the chunks in
// which the bytes came; a row that is anything else it calls odd and leaves where it
// is; it keeps no byte of a row that was passed, so its memory is a chunk and a row.

import { type ByteStore, reserve } from "./byte-store.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

export type Scanned =
	/** `starts`, `ends` and `cells` tell the row; `next` is where it ended. */
	| "row"
	/** The row at `start` is not whole yet. */
	| "incomplete"
	/** The row at `start` has a quote where RFC 4180 allows none. */
	| "odd";

export interface Scanner {
	/** The bytes that are not passed yet. Ranges are good until the next `add` or `scan`. */
	readonly input: ByteStore;
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** How many cells the row has; no more than `columns` of them are in `starts` and `ends`. */
	cells: number;
	/** Where the first row begins that is not passed, blank lines before it left out. */
	start: number;
	/** Where the scanned row ended. */
	next: number;
	/** Where the bytes end. */
	end: number;
	/** Behind the last line end in them. */
	lines: number;
	add(bytes: Uint8Array): void;
	/** Looks at the row behind the last one that was passed. */
	scan(): Scanned;
	/** Leaves one quote of two in the cells of the scanned row: in place, so it can't be scanned again. */
	joinQuotes(): void;
	/** Goes on at this position. */
	pass(position: number): void;
}

/** `input` is filled by it alone from now on, and may hold anything. */
export function createScanner(columns: number, input: ByteStore): Scanner {
	const starts = new Int32Array(columns);
	const ends = new Int32Array(columns);
	/** Cells with doubled quotes, of the row that is being scanned. */
	const escaped: number[] = [];

	function skipBlankLines(from: number, end: number): number {
		const { bytes } = input;
		let at = from;
		while (at < end) {
			if (bytes[at] === LF) at++;
			else if (bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF)
				at += 2;
			else break;
		}
		return at;
	}

	function joinQuotesOf(cell: number): void {
		const { bytes } = input;
		const end = ends[cell] as number;
		let to = starts[cell] as number;
		for (let at = to; at < end; at++) {
			const byte = bytes[at] as number;
			if (byte === QUOTE) at++;
			bytes[to++] = byte;
		}
		ends[cell] = to;
	}

	const scanner: Scanner = {
		input,
		starts,
		ends,
		cells: 0,
		start: 0,
		next: 0,
		end: 0,
		lines: 0,
		add(added) {
			const { start, end } = scanner;
			const kept = end - start;
			if (start > 0) input.bytes.copyWithin(0, start, end);
			scanner.start = 0;
			reserve(input, kept + added.length + 1);
			input.bytes.set(added, kept);
			scanner.end = kept + added.length;
			const lineEnd = added.lastIndexOf(LF);
			scanner.lines =
				lineEnd < 0 ? Math.max(scanner.lines - start, 0) : kept + lineEnd + 1;
		},
		scan() {
			const end = scanner.end;
			let at = skipBlankLines(scanner.start, end);
			scanner.start = at;
			const { bytes, view } = input;
			// Ends every search, so that no loop looks for the end of the bytes.
			bytes[end] = QUOTE;
			escaped.length = 0;
			for (let cell = 0; ; cell++) {
				if (at >= end) return "incomplete";
				let start = at;
				let stop: number;
				if (bytes[at] === QUOTE) {
					start = ++at;
					for (;;) {
						at = quoteFrom(view, at);
						// One byte behind a quote decides what it is.
						if (at + 1 >= end) return "incomplete";
						if (bytes[at + 1] !== QUOTE) break;
						if (escaped[escaped.length - 1] !== cell) escaped.push(cell);
						at += 2;
					}
					stop = at++;
				} else {
					for (;;) {
						const byte = bytes[at];
						if (byte === COMMA || byte === LF || byte === QUOTE) break;
						at++;
					}
					if (at >= end) return "incomplete";
					if (bytes[at] === QUOTE) return "odd";
					stop = at;
					if (bytes[at] === LF && stop > start && bytes[stop - 1] === CR)
						stop--;
				}
				if (cell < columns) {
					starts[cell] = start;
					ends[cell] = stop;
				}
				const byte = bytes[at];
				if (byte === COMMA) {
					at++;
					continue;
				}
				if (byte === CR) {
					if (at + 1 >= end) return "incomplete";
					if (bytes[++at] !== LF) return "odd";
				} else if (byte !== LF) return "odd";
				scanner.cells = cell + 1;
				scanner.next = at + 1;
				return "row";
			}
		},
		joinQuotes() {
			for (const cell of escaped) if (cell < columns) joinQuotesOf(cell);
			escaped.length = 0;
		},
		pass(position) {
			scanner.start = position;
		},
	};
	return scanner;
}

/** Where the first quote is, looked for in four bytes at a time; there must be one. */
function quoteFrom(view: DataView, start: number): number {
	for (let at = start; ; at += 4) {
		const word = view.getInt32(at, true) ^ 0x22222222;
		// A bit for each byte that is zero now; bytes behind the first may be wrong.
		const zeros = (word - 0x01010101) & ~word & 0x80808080;
		if (zeros !== 0) return at + ((31 - Math.clz32(zeros & -zeros)) >>> 3);
	}
}
