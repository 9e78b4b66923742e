// The bytes of a CSV file in, encoded records out. Rows take one of two ways: the
// scanner, the program and the writer for what is as it should be, and for everything
// else csv-parse, the row mapper and the encoder of records, one row at a time.
//
// Invariant: records, their order, and what is counted as wrong are the same as if all
// rows took the second way, however the bytes were cut into chunks.

import { isUtf8 } from "node:buffer";
import type { HrTime } from "@opentelemetry/api";
import { createRecordEncoder } from "../exporters/otlp/protobuf/record-encoder.ts";
import { createShared } from "../receiver/mapping/compile-row-mapper.ts";
import { createOccurrenceTable } from "../receiver/mapping/occurrence-table.ts";
import {
	CsvHeaderError,
	MAX_RECORD_BYTES,
} from "../receiver/sources/csv/row-chunk.ts";
import { createRowProblems } from "../receiver/sources/csv/row-problems.ts";
import { checkHeader } from "../receiver/sources/event-log-file/check-header.ts";
import {
	FULL,
	FULL_BYTES,
	IN_ROW,
	LARGEST_ROW,
	LONGEST_ROW,
	MOST_COLUMNS,
	ODD,
	ROW,
	ROWS,
	SHOW_ROWS,
} from "./engine/layout.ts";
import { readOddRecord } from "./odd-record.ts";
import { createRecordWriter, type RecordWriter } from "./record-writer.ts";
import { createReferenceRows, type ReferenceRows } from "./reference-rows.ts";
import { textsOf } from "./scanned-row.ts";
import { createScanner, type Scanner } from "./scanner.ts";
import type {
	CreateTranscoder,
	Transcoder,
	TranscoderOptions,
	TranscoderState,
} from "./transcoder.ts";
import { createMemoryPool, type MemoryPool } from "./transcoder-memory.ts";

/** As csv-parse looks ahead: a row is too large when so many bytes more than allowed are there. */
const LOOK_AHEAD = 8;
const LF = 10;

/** Of a file whose header is known. */
interface Reading {
	readonly header: readonly string[];
	readonly scanner: Scanner;
	/** Absent when the engine has no room for the header: all rows take the reference way. */
	readonly writer: RecordWriter | undefined;
	readonly reference: ReferenceRows;
}

/** Transcoders that use each other's memory once they are closed. */
export function createTranscoderFactory(): CreateTranscoder {
	const pool = createMemoryPool();
	return (options, state) => createTranscoder(options, state, pool);
}

function createTranscoder(
	options: TranscoderOptions,
	before: TranscoderState | undefined,
	pool: MemoryPool,
): Transcoder {
	const { eventType, context, mapping, skipRows } = options;
	const maxRecordBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
	const sharedFields = createRecordEncoder().shared(
		context.resource,
		context.scope,
	);
	const occurrences = createOccurrenceTable({ noted: before?.occurrences });
	const shared = createShared(occurrences);
	const problems = createRowProblems();
	const memory = pool.lend(options.maxBatchRecords);
	const { engine, batch, memo } = memory;
	engine.words[LONGEST_ROW / 4] = Math.min(maxRecordBytes, LARGEST_ROW);
	/** What came before the header was whole. */
	let head = Buffer.alloc(0);
	let reading: Reading | undefined;
	let rows = before?.rows ?? 0;
	let rowsMapped = before?.rowsMapped ?? 0;
	/** Good, bad and skipped ones. */
	let rowNumber = before?.rowNumber ?? 0;
	let last = false;
	/** Nothing can be said before so many bytes wait: a row that is not whole is looked at again only when it has doubled. */
	let enough = 0;
	/** The rest of a line that was set aside has not come yet. */
	let discarding = false;
	let closed = false;
	/** The lines that are not passed yet. */
	let allUtf8 = true;

	function readHeader(): void {
		if (head.length < enough && !last) return;
		const lines = last ? head.length : head.lastIndexOf(LF) + 1;
		const found = readOddRecord(head.subarray(0, lines), { bom: true, last });
		if (found.kind === "record") {
			const { cells: header, bytes } = found;
			if (options.mustBeLogFile) checkHeader(header);
			enough = 0;
			begin(header, head.subarray(bytes));
			head = Buffer.alloc(0);
			return;
		}
		if (found.kind === "broken" || head.length > maxRecordBytes + LOOK_AHEAD)
			throw new CsvHeaderError("the first line can't be read as a CSV header");
		enough = head.length * 2;
	}

	/** With the rows. */
	function begin(header: readonly string[], bytes: Uint8Array): void {
		const columns = Math.min(header.length, MOST_COLUMNS);
		const parts = [header, eventType, context, mapping, shared] as const;
		reading = {
			header,
			scanner: createScanner(columns, engine),
			writer: createRecordWriter(...parts, memory),
			reference: createReferenceRows(...parts, batch),
		};
		addTo(reading.scanner, bytes);
	}

	function addTo(scanner: Scanner, bytes: Uint8Array): void {
		const known = Math.max(scanner.lines - scanner.start, 0);
		scanner.add(bytes);
		// A line end is never a part of a character, so what was looked at stays true.
		const fresh = isUtf8(
			scanner.input.bytes.subarray(scanner.start + known, scanner.lines),
		);
		allUtf8 = fresh && (allUtf8 || known === 0);
	}

	/** Sets the line aside on which the row began. */
	function setAside(
		{ scanner, header }: Reading,
		reason: "quotes" | "row_too_large",
	): void {
		rowNumber++;
		if (rows >= skipRows) problems.note(reason, rowNumber, 0, header.length);
		passLine(scanner);
	}

	function passLine(scanner: Scanner): void {
		const lineEnd = scanner.input.bytes.indexOf(LF, scanner.start);
		discarding = lineEnd < 0 || lineEnd >= scanner.end;
		scanner.pass(discarding ? scanner.end : lineEnd + 1);
	}

	/** By csv-parse. False when more bytes are needed. */
	function readOdd(current: Reading, observed: HrTime): boolean {
		const { scanner } = current;
		const { input, start, end, lines } = scanner;
		// Behind a line end nothing can be cut in two.
		const stop = last ? end : lines;
		if (stop <= start) return false;
		const bytes = Buffer.from(input.bytes.buffer, start, stop - start);
		const found = readOddRecord(bytes, { bom: false, last });
		if (found.kind === "incomplete") return false;
		if (found.kind === "broken") {
			setAside(current, "quotes");
			return true;
		}
		if (found.bytes > maxRecordBytes) {
			setAside(current, "row_too_large");
			return true;
		}
		rowNumber++;
		if (isWide(current, found.cells.length)) {
			const valid = isUtf8(bytes.subarray(0, found.bytes));
			mapRow(current, found.cells, valid, observed);
		}
		scanner.pass(start + found.bytes);
		return true;
	}

	/** Whether a row has as many cells as the header. */
	function isWide({ header }: Reading, cells: number): boolean {
		if (cells === header.length) return true;
		if (rows >= skipRows)
			problems.note("row_width", rowNumber, cells, header.length);
		return false;
	}

	/** A good row, by the row mapper and the encoder of records. */
	function mapRow(
		{ header, reference }: Reading,
		cells: readonly string[],
		valid: boolean,
		observed: HrTime,
	): void {
		if (rows++ < skipRows) {
			reference.skip(cells);
			return;
		}
		rowsMapped++;
		if (!valid) problems.noteReplacements(rowNumber, cells, header);
		reference.write(cells, observed);
	}

	/** The row that was scanned, which is in work when the engine has begun with it. */
	function transcodeRow(
		current: Reading,
		isBegun: boolean,
		observed: HrTime,
	): void {
		const { scanner, writer } = current;
		const { input, start, next } = scanner;
		rowNumber++;
		if (!isWide(current, scanner.cells)) return;
		const valid = allUtf8 || isUtf8(input.bytes.subarray(start, next));
		if (!isBegun) engine.joinQuotes();
		const isOrdinary =
			!isBegun && valid && next - start <= LARGEST_ROW && writer !== undefined;
		if (isOrdinary && rows < skipRows) {
			rows++;
			writer.skip(scanner);
		} else if (isOrdinary && writer.write(scanner)) rows++;
		else mapRow(current, textsOf(scanner), valid, observed);
	}

	/** Works on rows until the engine shows one, or can't go on. */
	function writeRows({ scanner, writer }: Reading): number {
		const showRows = writer === undefined || !allUtf8 || rows < skipRows;
		engine.words[SHOW_ROWS / 4] = showRows ? 1 : 0;
		memo.tidy();
		let status = engine.writeRows();
		while (isQuestion(status) && writer?.answer(status, scanner))
			status = engine.writeRows();
		const written = engine.words[ROWS / 4] as number;
		engine.words[ROWS / 4] = 0;
		rows += written;
		rowNumber += written;
		return status;
	}

	/** Answers true when the batch is full. */
	function readRows(current: Reading, observed: HrTime): boolean {
		const { scanner, writer } = current;
		writer?.observe(observed);
		if (discarding) passLine(scanner);
		for (;;) {
			if (batch.isFull || batch.bytes >= FULL_BYTES) return true;
			const held = scanner.end - scanner.start;
			if (held === 0 || (held < enough && !last)) return false;
			enough = 0;
			const status = writeRows(current);
			if (status === FULL) return true;
			const isOdd =
				status === ODD ||
				(status === ROW && current.header.length > MOST_COLUMNS);
			if (!isOdd && status >= ROW) {
				if (scanner.next - scanner.start > maxRecordBytes) {
					setAside(current, "row_too_large");
					continue;
				}
				const isBegun = status !== ROW;
				engine.words[IN_ROW / 4] = 0;
				transcodeRow(current, isBegun, observed);
				scanner.pass(scanner.next);
				continue;
			}
			// Blank lines were passed.
			const left = scanner.end - scanner.start;
			if (left === 0) return false;
			if ((isOdd || last) && readOdd(current, observed)) continue;
			if (left <= maxRecordBytes + LOOK_AHEAD) {
				enough = Math.min(left * 2, maxRecordBytes + LOOK_AHEAD + 1);
				return false;
			}
			setAside(current, "row_too_large");
		}
	}

	/** Of which nothing was made yet. */
	function unread(): Uint8Array {
		if (reading === undefined) return head;
		const { input, start, end } = reading.scanner;
		return input.bytes.slice(start, end);
	}

	if (before !== undefined) {
		({ enough, discarding } = before);
		if (before.header === undefined) head = Buffer.from(before.bytes);
		else begin(before.header, before.bytes);
	}

	return {
		get rows() {
			return rows;
		},
		get rowsMapped() {
			return rowsMapped;
		},
		get waiting() {
			return batch.count;
		},
		add(bytes) {
			if (reading === undefined) head = Buffer.concat([head, bytes]);
			else addTo(reading.scanner, bytes);
		},
		run(observed) {
			if (reading === undefined) readHeader();
			return reading !== undefined && readRows(reading, observed);
		},
		end() {
			last = true;
		},
		take: () => batch.take(sharedFields),
		takeRowProblems: () => problems.take(),
		takeCellProblems: () => shared.problems.take(),
		state: () => ({
			header: reading?.header,
			bytes: unread(),
			rows,
			rowsMapped,
			rowNumber,
			enough,
			discarding,
			occurrences: occurrences.content(),
		}),
		close() {
			if (closed) return;
			closed = true;
			pool.giveBack(memory);
		},
	};
}

/** Whether the engine stands in the middle of a row. */
function isQuestion(status: number): boolean {
	return status > ROW;
}
