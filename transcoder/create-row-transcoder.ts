// Rows of an object in, encoded records out. Rows are kept as the bytes of their cells
// until it is known in which order they go on, and go through the engine then, the one
// that rows of files go through.
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
import { createCellRows } from "./cell-rows.ts";
import { LARGEST_ROW } from "./engine/layout.ts";
import { createListScanner } from "./list-scanner.ts";
import { createRecordWriter, type RecordWriter } from "./record-writer.ts";
import { createReferenceRows } from "./reference-rows.ts";
import { type ScannedRow, textsOf } from "./scanned-row.ts";
import { createScanner } from "./scanner.ts";
import { createTranscoderMemory } from "./transcoder-memory.ts";

/** `memory` is its own from now on. */
export function createRowTranscoder(
	{ names, eventType, context, mapping, maxBatchRecords }: RowTranscoderOptions,
	memory = createTranscoderMemory(),
): RowTranscoder {
	const sharedFields = createRecordEncoder().shared(
		context.resource,
		context.scope,
	);
	const { problems } = createShared();
	let occurrences = createOccurrenceTable();
	const shared = {
		problems,
		occurrences: {
			note: (high: number, low: number) => occurrences.note(high, low),
		},
	};
	const rows = createCellRows(names.length);
	const { engine, batch } = memory;
	batch.begin(maxBatchRecords);
	memory.memo.clear();
	const scanned = createScanner(names.length, engine);
	const parts = [names, eventType, context, mapping, shared] as const;
	const writer = createRecordWriter(...parts, memory);
	const reference = createReferenceRows(...parts, batch);

	/** The engine's writer when the row is for it. */
	function writerFor({ start, next }: ScannedRow): RecordWriter | undefined {
		return next - start > LARGEST_ROW ? undefined : writer;
	}

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
		get isFull() {
			return batch.isFull;
		},
		transcode(n, observed) {
			const row = rows.row(n);
			const fast = writerFor(row);
			if (fast !== undefined) {
				scanned.lay(row);
				fast.observe(observed);
				if (fast.write(scanned)) return;
			}
			reference.write(textsOf(row), observed);
		},
		skip(n) {
			const row = rows.row(n);
			const fast = writerFor(row);
			if (fast === undefined) {
				reference.skip(textsOf(row));
				return;
			}
			scanned.lay(row);
			fast.skip(scanned);
		},
		take: () => batch.take(sharedFields),
		takeProblems: problems.take,
		clear: rows.clear,
		begin() {
			occurrences = createOccurrenceTable();
		},
	};
}
