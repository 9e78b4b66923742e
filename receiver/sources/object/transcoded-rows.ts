// Rows of an object as bytes, from the page's JSON to the record's Protobuf. A page that
// the transcoder is not sure of is parsed, and its cells go the same way from there. Most
// polls find nothing new: a transcoder, which takes memory, is made for the first row.

import { createCellReader } from "./cells.ts";
import type { RowContents } from "./row-contents.ts";
import type { RowTranscoder } from "./row-transcoder.ts";

export function createTranscodedRows(
	names: readonly string[],
	createTranscoder: () => RowTranscoder,
): RowContents {
	const cellsOf = createCellReader(names);
	let made: RowTranscoder | undefined;

	function transcoder(): RowTranscoder {
		made ??= createTranscoder();
		return made;
	}

	return {
		get rows() {
			return made?.rows ?? 0;
		},
		get bytes() {
			return made?.bytes ?? 0;
		},
		add(page) {
			if (page.list?.length === 0) return true;
			const { addList, addCells } = transcoder();
			if (page.list !== undefined && addList(page.list)) return true;
			for (const row of page.rows()) addCells(cellsOf(row));
			return false;
		},
		cell: (row, column) => transcoder().cell(row, column),
		isEmpty: (row, column) => transcoder().isEmpty(row, column),
		time: (row, column) => transcoder().time(row, column),
		content(rows, from, observed) {
			const { transcode, take } = transcoder();
			let next = from;
			while (next < rows.length && !transcoder().isFull)
				transcode(rows[next++] as number, observed);
			return { content: { encoded: take() }, next };
		},
		skip: (row) => transcoder().skip(row),
		takeProblems: () => made?.takeProblems() ?? [],
		forget: () => made?.clear(),
		begin: () => made?.begin(),
		release() {
			made?.close();
			made = undefined;
		},
	};
}
