// Rows of an object as bytes, from the page's JSON to the record's Protobuf. A page that
// the transcoder is not sure of is parsed, and its cells go the same way from there.

import { createCellReader } from "./cells.ts";
import type { RowContents } from "./row-contents.ts";
import type { RowTranscoder } from "./row-transcoder.ts";

export function createTranscodedRows(
	names: readonly string[],
	transcoder: RowTranscoder,
): RowContents {
	const cellsOf = createCellReader(names);
	return {
		get rows() {
			return transcoder.rows;
		},
		get bytes() {
			return transcoder.bytes;
		},
		add(page) {
			if (page.list !== undefined && transcoder.addList(page.list)) return true;
			for (const row of page.rows()) transcoder.addCells(cellsOf(row));
			return false;
		},
		cell: transcoder.cell,
		isEmpty: transcoder.isEmpty,
		content(rows, from, observed) {
			let next = from;
			while (next < rows.length && !transcoder.isFull)
				transcoder.transcode(rows[next++] as number, observed);
			return { content: { encoded: transcoder.take() }, next };
		},
		skip: transcoder.skip,
		takeProblems: transcoder.takeProblems,
		forget: transcoder.clear,
		begin: transcoder.begin,
	};
}
