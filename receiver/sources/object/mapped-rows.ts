// Rows of an object as cells, which the row mapper makes records of.

import type { RowMapper } from "../../mapping/row-mapper.ts";
import { parseDateTime } from "../soql.ts";
import { createCellReader } from "./cells.ts";
import type { RowContents } from "./row-contents.ts";

/** `createMapper` is for one pass over rows: that is where equal rows are told apart. */
export function createMappedRows(
	names: readonly string[],
	createMapper: () => RowMapper,
	maxBatchRecords: number,
): RowContents {
	const cellsOf = createCellReader(names);
	let mapper = createMapper();
	let held: (readonly string[])[] = [];
	let bytes = 0;

	const cells = (row: number) => held[row] as readonly string[];

	function forget(): void {
		held = [];
		bytes = 0;
	}

	return {
		get rows() {
			return held.length;
		},
		get bytes() {
			return bytes;
		},
		add(page) {
			for (const row of page.rows()) {
				const read = cellsOf(row);
				for (const cell of read) bytes += cell.length;
				held.push(read);
			}
			return true;
		},
		cell: (row, column) => cells(row)[column] as string,
		isEmpty: (row, column) => cells(row)[column] === "",
		time: (row, column) => parseDateTime(cells(row)[column] as string),
		content(rows, from, observed) {
			const next = Math.min(from + maxBatchRecords, rows.length);
			const records = rows
				.slice(from, next)
				.map((row) => mapper.map(cells(row), observed));
			return { content: { records }, next };
		},
		skip: (row) => mapper.skip(cells(row)),
		takeProblems: () => mapper.takeProblems(),
		forget,
		begin() {
			mapper = createMapper();
		},
		release: forget,
	};
}
