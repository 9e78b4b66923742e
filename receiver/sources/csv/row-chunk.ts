// What the CSV reader hands out: rows of cells, a chunk of the file at a time.

/** Larger chunks of a body are cut, so that a chunk of rows stays small. */
export const CHUNK_BYTES = 64 * 1024;
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Why a row needs the operator's attention. */
export type RowProblemReason =
	/** Fewer or more cells than the header has columns. */
	| "row_width"
	/** A quote that is not closed, or stands where CSV allows none. */
	| "quotes"
	/** One record of more bytes than `maxRecordBytes`. */
	| "row_too_large"
	/** Bytes that are not UTF-8; the row goes out with U+FFFD in their place. */
	| "invalid_utf8";

export interface RowProblem {
	readonly reason: RowProblemReason;
	/** Whether the rows were left out; otherwise they are among `rows`. */
	readonly setAside: boolean;
	/** The column of a bad cell; absent when the whole row is meant. */
	readonly column?: string;
	/** Rows, or cells of the column. */
	readonly count: number;
	/** The first of them in words: row number, and what is wrong. Never a cell's content. */
	readonly example: string;
}

export interface RowChunk {
	/** Learnt from the first row; the same array for the whole file. */
	readonly header: readonly string[];
	/** Each has as many cells as the header. */
	readonly rows: readonly string[][];
	/** Decompressed bytes read from the body so far. */
	readonly bytes: number;
	/** What is new since the last chunk. */
	readonly problems: readonly RowProblem[];
}

/** The file has no header that could be read: not one row of it has a meaning. */
export class CsvHeaderError extends Error {
	override readonly name = "CsvHeaderError";
	readonly code = "csv_header";
}
