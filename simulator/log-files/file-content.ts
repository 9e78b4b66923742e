// What an event log file contains, as something that can be produced again and
// again: files are generated while they are sent, never held.

import { csvLine } from "../generate/csv-text.ts";

export type Row = Readonly<Record<string, string>>;

export interface FileContent {
	/** The header; empty when the content is not known to be CSV. */
	readonly columns: readonly string[];
	/** What LogFileFieldTypes says of each column; by the columns' names when it is not said. */
	readonly columnTypes?: readonly string[];
	/** How many rows it has, or undefined when nobody said what they are. */
	readonly rowCount: number | undefined;
	/** The rows by column name, or undefined when nobody said what they are. */
	rows(): Iterable<Row> | undefined;
	/** The bytes before compression. */
	bytes(): Iterable<Buffer>;
}

/** Bytes as they are: for files that are broken on purpose. */
export function rawContent(content: Buffer | string): FileContent {
	const bytes = Buffer.from(content);
	return {
		columns: [],
		rowCount: undefined,
		rows: () => undefined,
		bytes: () => [bytes],
	};
}

/** A file of the given rows; a column that a row lacks is an empty cell. */
export function rowsContent(
	columns: readonly string[],
	rows: readonly Row[],
): FileContent {
	return {
		columns,
		rowCount: rows.length,
		rows: () => rows,
		bytes: () => [
			Buffer.from(
				csvLine(columns) +
					rows
						.map((row) => csvLine(columns.map((column) => row[column] ?? "")))
						.join(""),
			),
		],
	};
}
