// Counts what is wrong with rows, by reason and column, with the first of them as an
// example.

import type { RowProblem, RowProblemReason } from "./row-chunk.ts";

const REPLACEMENT = "\uFFFD";

export interface RowProblems {
	/** `row` counts from 1 behind the header; `cells` is how many it has. */
	note(
		reason: RowProblemReason,
		row: number,
		cells: number,
		columns: number,
		column?: string,
	): void;
	/** Notes the cells of a row with broken bytes that hold a replacement character. */
	noteReplacements(
		row: number,
		cells: readonly string[],
		header: readonly string[],
	): void;
	/** What is new since the last call. */
	take(): RowProblem[];
}

export function createRowProblems(): RowProblems {
	let problems = new Map<string, MutableProblem>();
	const counter: RowProblems = {
		note(reason, row, cells, columns, column) {
			const key = column === undefined ? reason : `${reason} ${column}`;
			const known = problems.get(key);
			if (known !== undefined) {
				known.count++;
				return;
			}
			problems.set(key, {
				reason,
				setAside: column === undefined,
				...(column === undefined ? {} : { column }),
				count: 1,
				example: describe(reason, row, cells, columns),
			});
		},
		noteReplacements(row, cells, header) {
			for (const [index, column] of header.entries())
				if (cells[index]?.includes(REPLACEMENT))
					counter.note(
						"invalid_utf8",
						row,
						cells.length,
						header.length,
						column,
					);
		},
		take() {
			const taken = [...problems.values()];
			problems = new Map();
			return taken;
		},
	};
	return counter;
}

type MutableProblem = { -readonly [K in keyof RowProblem]: RowProblem[K] };

function describe(
	reason: RowProblemReason,
	row: number,
	cells: number,
	columns: number,
): string {
	switch (reason) {
		case "row_width":
			return `row ${row} has ${cells} cells, the header ${columns}`;
		case "quotes":
			return `row ${row} has a quote that is not closed or not doubled`;
		case "row_too_large":
			return `row ${row} is larger than the limit for one row`;
		case "invalid_utf8":
			return `row ${row} has bytes that are not UTF-8`;
	}
}
