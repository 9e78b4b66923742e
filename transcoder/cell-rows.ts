// Rows that wait until it is known in which order they go on: the bytes of their cells,
// one behind the other, and where each ends. Invariant: cell n begins where cell n - 1
// ends, across rows, so a row needs no more than its cells and four bytes for each.

import { text } from "./attribute-writer.ts";
import { type ByteStore, createByteStore, reserve } from "./byte-store.ts";
import type { ScannedRow } from "./scanned-row.ts";

const FIRST_BYTES = 4096;
const FIRST_ROWS = 16;
/** No UTF-16 unit takes more bytes in UTF-8. */
const LONGEST_UNIT = 3;

export interface CellRows {
	readonly store: ByteStore;
	/** Of all cells of all rows, where there is room for one more row. */
	ends: Int32Array;
	count: number;
	/** Where the next row begins. */
	length: number;
	/** Makes room for the ends of so many rows. */
	reserveRows(rows: number): void;
	/** Adds a row by its texts. */
	add(cells: readonly string[]): void;
	cell(row: number, column: number): string;
	isEmpty(row: number, column: number): boolean;
	/** Good until it is called again. */
	row(row: number): ScannedRow;
	clear(): void;
}

export function createCellRows(columns: number): CellRows {
	const store = createByteStore(FIRST_BYTES);
	const starts = new Int32Array(columns);
	const ends = new Int32Array(columns);
	const found = { input: store, starts, ends, start: 0, next: 0 };
	const encoder = new TextEncoder();

	const endOf = (cell: number) => (cell < 0 ? 0 : (rows.ends[cell] as number));

	const rows: CellRows = {
		store,
		ends: new Int32Array(FIRST_ROWS * columns),
		count: 0,
		length: 0,
		reserveRows(count) {
			if (count * columns <= rows.ends.length) return;
			const larger = new Int32Array(
				Math.max(count * columns, rows.ends.length * 2),
			);
			larger.set(rows.ends);
			rows.ends = larger;
		},
		add(cells) {
			rows.reserveRows(rows.count + 1);
			let cell = rows.count * columns;
			for (let column = 0; column < columns; column++) {
				const content = cells[column] ?? "";
				reserve(store, rows.length + LONGEST_UNIT * content.length);
				const to = store.bytes.subarray(rows.length);
				rows.length += encoder.encodeInto(content, to).written;
				rows.ends[cell++] = rows.length;
			}
			rows.count++;
		},
		cell(row, column) {
			const cell = row * columns + column;
			return text(store.bytes, endOf(cell - 1), endOf(cell));
		},
		isEmpty(row, column) {
			const cell = row * columns + column;
			return endOf(cell - 1) === endOf(cell);
		},
		row(row) {
			const first = row * columns;
			let at = endOf(first - 1);
			found.start = at;
			for (let column = 0; column < columns; column++) {
				starts[column] = at;
				at = rows.ends[first + column] as number;
				ends[column] = at;
			}
			found.next = at;
			return found;
		},
		clear() {
			rows.count = 0;
			rows.length = 0;
		},
	};
	return rows;
}
