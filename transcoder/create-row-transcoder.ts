// Rows of an object in, encoded records out. Rows are kept as the bytes of their cells
// until it is known in which order they go on, and go through the record writer then,
// the one that rows of files go through.
//
// Invariant: records, uids and problems are those of the row mapper and the encoder of
// records.

import { createRecordEncoder } from "../exporters/otlp/protobuf/record-encoder.ts";
import { createShared } from "../receiver/mapping/compile-row-mapper.ts";
import { createOccurrenceTable } from "../receiver/mapping/occurrence-table.ts";
import type {
	RowTranscoder,
	RowTranscoderOptions,
} from "../receiver/sources/object/row-transcoder.ts";
import { createCellMemo } from "./cell-memo.ts";
import { createCellRows } from "./cell-rows.ts";
import { createListScanner } from "./list-scanner.ts";
import { createRecordBatch } from "./record-batch.ts";
import { createRecordWriter } from "./record-writer.ts";

export function createRowTranscoder({
	names,
	eventType,
	context,
	mapping,
	maxBatchRecords,
}: RowTranscoderOptions): RowTranscoder {
	const sharedFields = createRecordEncoder().shared(
		context.resource,
		context.scope,
	);
	const { problems } = createShared();
	let occurrences = createOccurrenceTable();
	const batch = createRecordBatch(maxBatchRecords);
	const rows = createCellRows(names.length);
	const writer = createRecordWriter(
		names,
		eventType,
		context,
		mapping,
		{
			problems,
			occurrences: { note: (high, low) => occurrences.note(high, low) },
		},
		{ batch, memo: createCellMemo() },
	);
	return {
		get rows() {
			return rows.count;
		},
		get bytes() {
			return rows.length;
		},
		addList: createListScanner(names, rows),
		addCells: rows.add,
		cell: rows.cell,
		isEmpty: rows.isEmpty,
		transcode(row, observed) {
			writer.write(rows.row(row), observed);
		},
		skip(row) {
			writer.skip(rows.row(row));
		},
		take: () => batch.take(sharedFields),
		takeProblems: problems.take,
		clear: rows.clear,
		begin() {
			occurrences = createOccurrenceTable();
		},
	};
}
