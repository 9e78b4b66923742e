// The bytes of a CSV file in, encoded records out. Rows take one of two ways: the
// scanner, the program and the writer for what is as it should be, and for everything
// else csv-parse, the row mapper and the encoder of records, one row at a time.
//
// Invariant: records, their order, and what is counted as wrong are the same as if all
// rows took the second way, however the bytes were cut into chunks.

import { isUtf8 } from "node:buffer";
import type { HrTime } from "@opentelemetry/api";
import { createRecordEncoder } from "../exporters/otlp/protobuf/record-encoder.ts";
import { UID_BYTES } from "../pipeline/uid-bytes.ts";
import {
	compileRowMapper,
	createShared,
} from "../receiver/mapping/compile-row-mapper.ts";
import type { RowMapper } from "../receiver/mapping/row-mapper.ts";
import { MAX_RECORD_BYTES } from "../receiver/sources/csv/read-rows.ts";
import { CsvHeaderError } from "../receiver/sources/csv/row-chunk.ts";
import { createRowProblems } from "../receiver/sources/csv/row-problems.ts";
import { checkHeader } from "../receiver/sources/event-log-file/check-header.ts";
import { text } from "./attribute-writer.ts";
import { readOddRecord } from "./odd-record.ts";
import { FULL_BYTES } from "./record-batch.ts";
import { createRecordWriter, type RecordWriter } from "./record-writer.ts";
import { createScanner, type Scanner } from "./scanner.ts";
import type {
	CreateTranscoder,
	Transcoder,
	TranscoderOptions,
} from "./transcoder.ts";
import { createMemoryPool, type MemoryPool } from "./transcoder-memory.ts";

/** Longer rows take the reference way, so that nothing here grows with a row. */
const LARGEST_ROW = 64 * 1024;
/** As csv-parse looks ahead: a row is too large when so many bytes more than allowed are there. */
const LOOK_AHEAD = 8;
const LF = 10;

/** Of a file whose header is known. */
interface Reading {
	readonly header: readonly string[];
	readonly scanner: Scanner;
	readonly writer: RecordWriter;
	/** Made when a row needs it: most files have none. */
	mapper?: RowMapper;
}

/**
 * Transcoders that use each other's memory once they are closed. With `sharedSheets`,
 * other threads can read a batch, and it is lent until so many were taken after it.
 */
export function createTranscoderFactory(sharedSheets = 0): CreateTranscoder {
	const pool = createMemoryPool(sharedSheets);
	return (options) => createTranscoder(options, pool);
}

function createTranscoder(
	options: TranscoderOptions,
	pool: MemoryPool,
): Transcoder {
	const { eventType, context, mapping, skipRows } = options;
	const maxRecordBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
	const encoder = createRecordEncoder();
	const sharedFields = encoder.shared(context.resource, context.scope);
	const shared = createShared();
	const problems = createRowProblems();
	const memory = pool.lend(options.maxBatchRecords);
	const { batch } = memory;
	/** What came before the header was whole. */
	let head = Buffer.alloc(0);
	let reading: Reading | undefined;
	let rows = 0;
	let rowsMapped = 0;
	/** Good, bad and skipped ones. */
	let rowNumber = 0;
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
			reading = {
				header,
				scanner: createScanner(header.length, memory.input),
				writer: createRecordWriter(
					header,
					eventType,
					context,
					mapping,
					shared,
					memory,
				),
			};
			enough = 0;
			addTo(reading.scanner, head.subarray(bytes));
			head = Buffer.alloc(0);
			return;
		}
		if (found.kind === "broken" || head.length > maxRecordBytes + LOOK_AHEAD)
			throw new CsvHeaderError("the first line can't be read as a CSV header");
		enough = head.length * 2;
	}

	function addTo(scanner: Scanner, bytes: Uint8Array): void {
		const known = Math.max(scanner.lines - scanner.start, 0);
		scanner.add(bytes);
		// A line end is never a part of a character, so what was looked at stays true.
		const fresh = isUtf8(scanner.input.bytes.subarray(known, scanner.lines));
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
		current: Reading,
		cells: readonly string[],
		valid: boolean,
		observed: HrTime,
	): void {
		const { header } = current;
		current.mapper ??= compileRowMapper(
			header,
			eventType,
			context,
			mapping,
			shared,
		);
		const { mapper } = current;
		if (rows++ < skipRows) {
			mapper.skip(cells);
			return;
		}
		rowsMapped++;
		if (!valid) problems.noteReplacements(rowNumber, cells, header);
		const record = mapper.map(cells, observed);
		batch.uids.set(
			Buffer.from(String(record.attributes["log.record.uid"]), "hex"),
			batch.count * UID_BYTES,
		);
		batch.add(encoder.encode([record]).bytes, record.hrTime[0]);
	}

	/** The row that was scanned. */
	function transcodeRow(current: Reading, observed: HrTime): void {
		const { scanner, writer } = current;
		const { input, starts, ends, start, next, cells } = scanner;
		rowNumber++;
		if (!isWide(current, cells)) return;
		const valid = allUtf8 || isUtf8(input.bytes.subarray(start, next));
		scanner.joinQuotes();
		if (!valid || next - start > LARGEST_ROW) {
			const texts = Array.from(starts, (from, n) =>
				text(input.bytes, from, ends[n] as number),
			);
			mapRow(current, texts, valid, observed);
		} else if (rows++ < skipRows) writer.skip(scanner);
		else writer.write(scanner, observed);
	}

	/** Answers true when the batch is full. */
	function readRows(current: Reading, observed: HrTime): boolean {
		const { scanner } = current;
		if (discarding) passLine(scanner);
		for (;;) {
			if (batch.count >= options.maxBatchRecords || batch.length >= FULL_BYTES)
				return true;
			const held = scanner.end - scanner.start;
			if (held === 0 || (held < enough && !last)) return false;
			enough = 0;
			const scanned = scanner.scan();
			if (scanned === "row") {
				if (scanner.next - scanner.start > maxRecordBytes) {
					setAside(current, "row_too_large");
					continue;
				}
				transcodeRow(current, observed);
				scanner.pass(scanner.next);
				continue;
			}
			// Blank lines were passed.
			const left = scanner.end - scanner.start;
			if (left === 0) return false;
			if ((scanned === "odd" || last) && readOdd(current, observed)) continue;
			if (left <= maxRecordBytes + LOOK_AHEAD) {
				enough = Math.min(left * 2, maxRecordBytes + LOOK_AHEAD + 1);
				return false;
			}
			setAside(current, "row_too_large");
		}
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
		close() {
			if (closed) return;
			closed = true;
			pool.giveBack(memory);
		},
	};
}
