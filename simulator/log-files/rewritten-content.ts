// A file with other columns, rows or line ends than it would have. What it says of
// its rows stays true: they are the ones that its bytes hold.

import { csvLine } from "../generate/csv-text.ts";
import type { FileContent, Row } from "./file-content.ts";

const CHUNK_LENGTH = 64 * 1024;

export interface Rewriting {
	readonly columns?: (columns: readonly string[]) => readonly string[];
	/** A column that a row lacks is an empty cell. */
	readonly rows?: (rows: Iterable<Row>) => Iterable<Row>;
	/** When there are not as many rows as before. */
	readonly rowCount?: number;
	/** Before the header. */
	readonly prefix?: string;
	readonly lineEnd?: string;
}

/** The file as it is when nobody said what its rows are. */
export function rewrittenContent(
	content: FileContent,
	rewriting: Rewriting,
): FileContent {
	const original = content.rows();
	if (original === undefined) return content;
	const { prefix = "", lineEnd = "\n" } = rewriting;
	const columns = rewriting.columns?.(content.columns) ?? content.columns;
	const rows = (): Iterable<Row> => {
		const all = content.rows() ?? [];
		return onlyOf(columns, rewriting.rows?.(all) ?? all);
	};
	const line = (cells: readonly string[]) =>
		csvLine(cells).replace(/\n$/, lineEnd);

	function* bytes(): Generator<Buffer> {
		let text = prefix + line(columns);
		for (const row of rows()) {
			text += line(columns.map((column) => row[column] ?? ""));
			if (text.length < CHUNK_LENGTH) continue;
			yield Buffer.from(text);
			text = "";
		}
		yield Buffer.from(text);
	}

	const types = content.columnTypes;
	return {
		columns,
		...(types === undefined
			? {}
			: {
					columnTypes: columns.map(
						(name) => types[content.columns.indexOf(name)] ?? "String",
					),
				}),
		rowCount: rewriting.rowCount ?? content.rowCount,
		rows,
		bytes,
	};
}

function* onlyOf(
	columns: readonly string[],
	rows: Iterable<Row>,
): Generator<Row> {
	for (const row of rows) {
		yield Object.fromEntries(
			columns.map((column) => [column, row[column] ?? ""]),
		);
	}
}
