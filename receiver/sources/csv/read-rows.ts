// Bytes of a CSV file in, chunks of rows out. Bad rows are counted and stepped
// over, never thrown; memory is bounded by a chunk and one record, whatever the
// file's size; no promise, event or generator step is spent on a single row.

import { createRecordParser } from "./record-parser.ts";
import {
	CHUNK_BYTES,
	CsvHeaderError,
	MAX_RECORD_BYTES,
	type RowChunk,
} from "./row-chunk.ts";
import { createRowProblems } from "./row-problems.ts";
import { createUtf8Gate } from "./utf8-gate.ts";

export interface ReadRowsOptions {
	/** A longer record is set aside. Default 16 MiB. */
	readonly maxRecordBytes?: number;
	/**
	 * Called once, when the body has ended, with its size in bytes. When it
	 * answers false, the body was cut off: what may be a part of a row is not
	 * handed out, and the last whole row may wait with it.
	 */
	readonly isComplete?: (bytes: number) => boolean;
}

/**
 * Reads a CSV file whose first row is the header. Tolerates CRLF, a byte order
 * mark, unquoted values, line ends in quoted values and empty lines. A row whose
 * width is not the header's is set aside, because nobody can say which of its
 * cells are missing or new.
 *
 * Yields nothing for a file without a header. Rejects with `CsvHeaderError` when
 * the first line can't be parsed, and with the body's own error.
 */
export async function* readRows(
	body: AsyncIterable<Uint8Array>,
	options: ReadRowsOptions = {},
): AsyncGenerator<RowChunk, void, void> {
	const isBroken = createUtf8Gate();
	let header: readonly string[] | undefined;
	let rows: string[][] = [];
	const problems = createRowProblems();
	let rowNumber = 0;
	let bytes = 0;
	/** The current chunk, or the one in which the current record began, holds broken bytes. */
	let suspect = false;

	const parser = createRecordParser(
		{
			record(cells) {
				if (header === undefined) {
					header = cells;
					return;
				}
				rowNumber++;
				if (cells.length !== header.length) {
					problems.note("row_width", rowNumber, cells.length, header.length);
					return;
				}
				if (suspect) problems.noteReplacements(rowNumber, cells, header);
				rows.push(cells);
			},
			broken(reason) {
				if (header === undefined) {
					throw new CsvHeaderError(
						"the first line can't be read as a CSV header",
					);
				}
				rowNumber++;
				problems.note(reason, rowNumber, 0, header.length);
			},
		},
		options.maxRecordBytes ?? MAX_RECORD_BYTES,
	);

	function take(): RowChunk | undefined {
		if (header === undefined) return undefined;
		const chunk = { header, rows, bytes, problems: problems.take() };
		rows = [];
		return chunk;
	}

	for await (const part of body) {
		for (let at = 0; at < part.length; at += CHUNK_BYTES) {
			const piece = toBuffer(part.subarray(at, at + CHUNK_BYTES));
			bytes += piece.length;
			const brokenHere = isBroken(piece);
			suspect ||= brokenHere;
			const before = rowNumber;
			await parser.write(piece);
			if (rowNumber > before) suspect = brokenHere;
			const chunk = take();
			if (chunk !== undefined) yield chunk;
		}
	}
	if (options.isComplete?.(bytes) === false) return;
	await parser.end();
	const chunk = take();
	if (chunk !== undefined) yield chunk;
}

function toBuffer(bytes: Uint8Array): Buffer {
	return Buffer.isBuffer(bytes)
		? bytes
		: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
