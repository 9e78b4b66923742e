// A file whose rows are made anew whenever somebody reads them, as rows or as bytes.

import type { FileContent, Row } from "../log-files/file-content.ts";
import { csvLine } from "./csv-text.ts";

/** Text is cut into buffers of about this size; larger ones cost the garbage collector more. */
const CHUNK_LENGTH = 8 * 1024;

/** `cells` makes the cells of each row in the order of the columns; it may reuse the array. */
export function generatedContent(
	columns: readonly string[],
	rowCount: number,
	cells: () => Iterable<readonly string[]>,
	columnTypes?: readonly string[],
): FileContent {
	return {
		columns,
		...(columnTypes ? { columnTypes } : {}),
		rowCount,
		*rows() {
			for (const row of cells()) {
				yield Object.fromEntries(
					columns.map((column, i) => [column, row[i] as string]),
				) satisfies Row;
			}
		},
		*bytes() {
			let text = csvLine(columns);
			for (const row of cells()) {
				text += csvLine(row);
				if (text.length >= CHUNK_LENGTH) {
					yield Buffer.from(text);
					text = "";
				}
			}
			if (text !== "") yield Buffer.from(text);
		},
	};
}
