// The bytes of a CSV file in, encoded records out. Rows take one of two ways: the
// engine for what is as it should be, and for everything else csv-parse, the row mapper
// and the encoder of records, one row at a time.
//
// Invariant: records, their order, and what is counted as wrong are the same as if all
// rows took the second way, however the bytes were cut into chunks.

import { createRecordEncoder } from "../exporters/otlp/protobuf/record-encoder.ts";
import { createShared } from "../receiver/mapping/compile-row-mapper.ts";
import { createOccurrenceTable } from "../receiver/mapping/occurrence-table.ts";
import {
	CsvHeaderError,
	MAX_RECORD_BYTES,
} from "../receiver/sources/csv/row-chunk.ts";
import { createRowProblems } from "../receiver/sources/csv/row-problems.ts";
import { checkHeader } from "../receiver/sources/event-log-file/check-header.ts";
import { readOddRecord } from "./odd-record.ts";
import {
	createRowReader,
	FIRST_ROW,
	LOOK_AHEAD,
	type RowReader,
} from "./row-reader.ts";
import type {
	CreateTranscoder,
	Transcoder,
	TranscoderOptions,
	TranscoderState,
} from "./transcoder.ts";
import { createMemoryPool, type MemoryPool } from "./transcoder-memory.ts";

const LF = 10;

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
	const { maxRecordBytes = MAX_RECORD_BYTES } = options;
	const sharedFields = createRecordEncoder().shared(
		options.context.resource,
		options.context.scope,
	);
	const occurrences = createOccurrenceTable({ noted: before?.occurrences });
	const shared = createShared(occurrences);
	const problems = createRowProblems();
	const memory = pool.lend(options.maxBatchRecords);
	const { batch } = memory;
	/** What came before the header was whole, and how much of it is looked at next. */
	let head = Buffer.alloc(0);
	let enough = 0;
	let reading: RowReader | undefined;
	let last = false;
	let closed = false;

	function readHeader(): RowReader | undefined {
		if (head.length < enough && !last) return undefined;
		const lines = last ? head.length : head.lastIndexOf(LF) + 1;
		const found = readOddRecord(head.subarray(0, lines), { bom: true, last });
		if (found.kind === "record") {
			if (options.mustBeLogFile) checkHeader(found.cells);
			const rows = head.subarray(found.bytes);
			head = Buffer.alloc(0);
			return begin(found.cells, rows);
		}
		if (found.kind === "broken" || head.length > maxRecordBytes + LOOK_AHEAD)
			throw new CsvHeaderError("the first line can't be read as a CSV header");
		enough = head.length * 2;
		return undefined;
	}

	function begin(
		header: readonly string[],
		rows: Uint8Array,
		from = FIRST_ROW,
	): RowReader {
		const parts = [header, options, shared, problems, memory] as const;
		const reader = createRowReader(...parts, from);
		reader.add(rows);
		return reader;
	}

	if (before?.header !== undefined)
		reading = begin(before.header, before.bytes, before.position);
	else if (before !== undefined) {
		head = Buffer.from(before.bytes);
		enough = before.position.enough;
	}

	const position = () => reading?.position ?? { ...FIRST_ROW, enough };

	return {
		get rows() {
			return position().rows;
		},
		get rowsMapped() {
			return position().rowsMapped;
		},
		get waiting() {
			return batch.count;
		},
		add(bytes) {
			if (reading === undefined) head = Buffer.concat([head, bytes]);
			else reading.add(bytes);
		},
		run(observed) {
			reading ??= readHeader();
			return reading?.read(observed, last) ?? false;
		},
		end() {
			last = true;
		},
		take: () => batch.take(sharedFields),
		takeRowProblems: () => problems.take(),
		takeCellProblems: () => shared.problems.take(),
		state: () => ({
			header: reading?.header,
			bytes: reading?.unread() ?? head,
			position: position(),
			occurrences: occurrences.content(),
		}),
		close() {
			if (closed) return;
			closed = true;
			pool.giveBack(memory);
		},
	};
}
