// The rows of a file whose header is known. The engine reads and writes those that are as
// they should be; what it shows, or can't read, is judged here.

import { isUtf8 } from "node:buffer";
import type { HrTime } from "@opentelemetry/api";
import type { SharedByReaders } from "../receiver/mapping/compile-row-mapper.ts";
import { MAX_RECORD_BYTES } from "../receiver/sources/csv/row-chunk.ts";
import type { createRowProblems } from "../receiver/sources/csv/row-problems.ts";
import {
	FULL,
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
import { createRecordWriter } from "./record-writer.ts";
import { createReferenceRows } from "./reference-rows.ts";
import { textsOf } from "./scanned-row.ts";
import { createScanner } from "./scanner.ts";
import type { TranscoderOptions } from "./transcoder.ts";
import type { TranscoderMemory } from "./transcoder-memory.ts";

/** As csv-parse looks ahead: a row is too large when so many bytes more than allowed are there. */
export const LOOK_AHEAD = 8;
const LF = 10;

/** Where in a file it stands. */
export interface RowPosition {
	/** Good rows so far, those delivered before included. */
	readonly rows: number;
	/** Of these, rows that took the reference way. */
	readonly rowsMapped: number;
	/** Good, bad and skipped ones. */
	readonly rowNumber: number;
	/** Nothing can be said before so many bytes wait: a row that is not whole is looked at again only when it has doubled. */
	readonly enough: number;
	/** The rest of a line that was set aside has not come yet. */
	readonly discarding: boolean;
}

export const FIRST_ROW: RowPosition = {
	rows: 0,
	rowsMapped: 0,
	rowNumber: 0,
	enough: 0,
	discarding: false,
};

export interface RowReader {
	readonly header: readonly string[];
	readonly position: RowPosition;
	add(bytes: Uint8Array): void;
	/** Works until the bytes are used up, or answers true because the batch is full. `last`: no more bytes come. */
	read(observed: HrTime, last: boolean): boolean;
	/** Bytes of which nothing was made yet. */
	unread(): Uint8Array;
}

export function createRowReader(
	header: readonly string[],
	options: TranscoderOptions,
	shared: SharedByReaders,
	problems: ReturnType<typeof createRowProblems>,
	memory: TranscoderMemory,
	from: RowPosition,
): RowReader {
	const { eventType, context, mapping, skipRows } = options;
	const { maxRecordBytes = MAX_RECORD_BYTES } = options;
	const { engine, batch, memo } = memory;
	engine.words[LONGEST_ROW / 4] = Math.min(maxRecordBytes, LARGEST_ROW);
	const scanner = createScanner(Math.min(header.length, MOST_COLUMNS), engine);
	const parts = [header, eventType, context, mapping, shared] as const;
	/** Absent when the engine has no room for the header: all rows take the reference way. */
	const writer = createRecordWriter(...parts, memory);
	const reference = createReferenceRows(...parts, batch);
	let { rows, rowsMapped, rowNumber, enough, discarding } = from;
	let last = false;
	/** The lines that are not passed yet. */
	let allUtf8 = true;

	function add(bytes: Uint8Array): void {
		const known = Math.max(scanner.lines - scanner.start, 0);
		scanner.add(bytes);
		// A line end is never a part of a character, so what was looked at stays true.
		const fresh = isUtf8(
			scanner.input.bytes.subarray(scanner.start + known, scanner.lines),
		);
		allUtf8 = fresh && (allUtf8 || known === 0);
	}

	/** Sets the line aside on which the row began. */
	function setAside(reason: "quotes" | "row_too_large"): void {
		rowNumber++;
		if (rows >= skipRows) problems.note(reason, rowNumber, 0, header.length);
		passLine();
	}

	function passLine(): void {
		const lineEnd = scanner.input.bytes.indexOf(LF, scanner.start);
		discarding = lineEnd < 0 || lineEnd >= scanner.end;
		scanner.pass(discarding ? scanner.end : lineEnd + 1);
	}

	/** By csv-parse. False when more bytes are needed. */
	function readOdd(observed: HrTime): boolean {
		const { input, start, end, lines } = scanner;
		// Behind a line end nothing can be cut in two.
		const stop = last ? end : lines;
		if (stop <= start) return false;
		const bytes = Buffer.from(input.bytes.buffer, start, stop - start);
		const found = readOddRecord(bytes, { bom: false, last });
		if (found.kind === "incomplete") return false;
		if (found.kind === "broken") {
			setAside("quotes");
			return true;
		}
		if (found.bytes > maxRecordBytes) {
			setAside("row_too_large");
			return true;
		}
		rowNumber++;
		if (isWide(found.cells.length)) {
			const valid = isUtf8(bytes.subarray(0, found.bytes));
			mapRow(found.cells, valid, observed);
		}
		scanner.pass(start + found.bytes);
		return true;
	}

	/** Whether a row has as many cells as the header. */
	function isWide(cells: number): boolean {
		if (cells === header.length) return true;
		if (rows >= skipRows)
			problems.note("row_width", rowNumber, cells, header.length);
		return false;
	}

	/** A good row, by the row mapper and the encoder of records. */
	function mapRow(
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
	function transcodeRow(isBegun: boolean, observed: HrTime): void {
		const { input, start, next } = scanner;
		rowNumber++;
		if (!isWide(scanner.cells)) return;
		const valid = allUtf8 || isUtf8(input.bytes.subarray(start, next));
		if (!isBegun) engine.joinQuotes();
		const isOrdinary =
			!isBegun && valid && next - start <= LARGEST_ROW && writer !== undefined;
		if (isOrdinary && rows < skipRows) {
			rows++;
			writer.skip(scanner);
		} else if (isOrdinary && writer.write(scanner)) rows++;
		else mapRow(textsOf(scanner), valid, observed);
	}

	/** Works on rows until the engine shows one, or can't go on. */
	function writeRows(): number {
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
	function readRows(observed: HrTime): boolean {
		writer?.observe(observed);
		if (discarding) passLine();
		for (;;) {
			if (batch.isFull) return true;
			const held = scanner.end - scanner.start;
			if (held === 0 || (held < enough && !last)) return false;
			enough = 0;
			const status = writeRows();
			if (status === FULL) return true;
			const isOdd =
				status === ODD || (status === ROW && header.length > MOST_COLUMNS);
			if (!isOdd && status >= ROW) {
				if (scanner.next - scanner.start > maxRecordBytes) {
					setAside("row_too_large");
					continue;
				}
				const isBegun = status !== ROW;
				engine.words[IN_ROW / 4] = 0;
				transcodeRow(isBegun, observed);
				scanner.pass(scanner.next);
				continue;
			}
			// Blank lines were passed.
			const left = scanner.end - scanner.start;
			if (left === 0) return false;
			if ((isOdd || last) && readOdd(observed)) continue;
			if (left <= maxRecordBytes + LOOK_AHEAD) {
				enough = Math.min(left * 2, maxRecordBytes + LOOK_AHEAD + 1);
				return false;
			}
			setAside("row_too_large");
		}
	}

	return {
		header,
		get position() {
			return { rows, rowsMapped, rowNumber, enough, discarding };
		},
		add,
		read(observed, isLast) {
			last = isLast;
			return readRows(observed);
		},
		unread: () => scanner.input.bytes.slice(scanner.start, scanner.end),
	};
}

/** Whether the engine stands in the middle of a row. */
function isQuestion(status: number): boolean {
	return status > ROW;
}
