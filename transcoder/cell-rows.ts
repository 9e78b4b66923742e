// Rows that wait until it is known in which order they go on, in an engine's memory: of
// each the ends of its cells, and their bytes, one behind the other (engine/held.ts).
// Invariant: cell n begins where cell n - 1 ends, so a row needs no more than its cells
// and four bytes for each.

import { parseDateTime } from "../receiver/sources/soql.ts";
import { text } from "./attribute-writer.ts";
import { createCellBounds } from "./cell-bounds.ts";
import {
	COLUMNS,
	HELD_END,
	INPUT,
	NEXT,
	PHASE,
	START,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import { learnHour } from "./known-hour.ts";
import type { ScannedRow } from "./scanned-row.ts";

const END_BYTES = 4;
/** No UTF-16 unit takes more bytes in UTF-8. */
const LONGEST_UNIT = 3;

export interface CellRows {
	readonly count: number;
	/** Of all rows. */
	readonly bytes: number;
	/** Makes room for so many bytes behind the rows; gives where they begin. */
	reserve(size: number): number;
	/** Rows that the engine has put behind the others. */
	added(count: number): void;
	/** Adds a row by its texts. */
	add(cells: readonly string[]): void;
	cell(row: number, column: number): string;
	isEmpty(row: number, column: number): boolean;
	/** Milliseconds since the epoch; undefined when the cell tells no time. */
	time(row: number, column: number): number | undefined;
	/** Of the cells of a row. */
	size(row: number): number;
	texts(row: number): string[];
	/** For the engine, which has no more than MOST_COLUMNS. Good until it is called again. */
	lay(row: number): ScannedRow;
	clear(): void;
}

export function createCellRows(columns: number, engine: Engine): CellRows {
	const { store } = engine;
	const endsBytes = END_BYTES * columns;
	const addresses: number[] = [];
	const encoder = new TextEncoder();
	const bounds = createCellBounds(columns, engine);

	const read = (address: number) => engine.words[address / 4] as number;

	function set(address: number, value: number): void {
		engine.words[address / 4] = value;
	}

	const addressOf = (row: number) => addresses[row] as number;

	function startOf(row: number, column: number): number {
		const address = addressOf(row);
		return column === 0
			? address + endsBytes
			: read(address + END_BYTES * (column - 1));
	}

	const endOf = (row: number, column: number) =>
		read(addressOf(row) + END_BYTES * column);

	function reserve(size: number): number {
		const end = read(HELD_END);
		engine.reserveInput(end - INPUT + size);
		return end;
	}

	const laid: ScannedRow = {
		input: store,
		get starts() {
			return bounds.starts;
		},
		get ends() {
			return bounds.ends;
		},
		get start() {
			return read(START);
		},
		get next() {
			return read(NEXT);
		},
	};

	set(COLUMNS, columns);
	set(PHASE, 0);
	set(HELD_END, INPUT);
	const rows: CellRows = {
		get count() {
			return addresses.length;
		},
		get bytes() {
			return read(HELD_END) - INPUT;
		},
		reserve,
		added(count) {
			const last = addresses.length - 1;
			let address = last < 0 ? INPUT : behind(endOf(last, columns - 1));
			for (let n = 0; n < count; n++) {
				addresses.push(address);
				address = behind(read(address + endsBytes - END_BYTES));
			}
		},
		add(cells) {
			let size = endsBytes;
			for (const cell of cells) size += LONGEST_UNIT * cell.length;
			const address = reserve(size + END_BYTES);
			let at = address + endsBytes;
			for (let column = 0; column < columns; column++) {
				const content = cells[column] ?? "";
				if (content !== "")
					at += encoder.encodeInto(content, store.bytes.subarray(at)).written;
				set(address + END_BYTES * column, at);
			}
			addresses.push(address);
			set(HELD_END, behind(at));
		},
		cell: (row, column) =>
			text(store.bytes, startOf(row, column), endOf(row, column)),
		isEmpty: (row, column) => startOf(row, column) === endOf(row, column),
		time(row, column) {
			const start = startOf(row, column);
			const end = endOf(row, column);
			const known = engine.timeOf(start, end);
			if (!Number.isNaN(known)) return known;
			const time = parseDateTime(text(store.bytes, start, end));
			if (time !== undefined)
				learnHour(engine, start, end, Math.floor(time / 1000));
			return time;
		},
		size: (row) => endOf(row, columns - 1) - startOf(row, 0),
		texts: (row) =>
			Array.from({ length: columns }, (_, column) => rows.cell(row, column)),
		lay(row) {
			engine.layRow(addressOf(row));
			return laid;
		},
		clear() {
			addresses.length = 0;
			set(HELD_END, INPUT);
		},
	};
	return rows;
}

/** Where the row behind it begins. */
function behind(end: number): number {
	return Math.ceil(end / END_BYTES) * END_BYTES;
}
