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
	CreateRowTranscoder,
	RowTranscoder,
	RowTranscoderOptions,
} from "../receiver/sources/object/row-transcoder.ts";
import { createCellRows } from "./cell-rows.ts";
import { LARGEST_ROW } from "./engine/layout.ts";
import { createListScanner } from "./list-scanner.ts";
import { createRecordWriter, type RecordWriter } from "./record-writer.ts";
import { createReferenceRows } from "./reference-rows.ts";
import {
	createMemoryPool,
	createTranscoderMemory,
	type MemoryPool,
} from "./transcoder-memory.ts";

/** Transcoders that use each other's memory once they are closed. */
export function createRowTranscoderFactory(): CreateRowTranscoder {
	const pool = createMemoryPool();
	return (options) => {
		const memory = pool.lend(options.maxBatchRecords);
		return createRowTranscoder(options, memory, pool.giveBack);
	};
}

/** `memory` is its own until it is given back. */
export function createRowTranscoder(
	{ names, eventType, context, mapping, maxBatchRecords }: RowTranscoderOptions,
	memory = createTranscoderMemory(),
	giveBack: MemoryPool["giveBack"] = () => {},
): RowTranscoder {
	let closed = false;
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
	const { engine, batch } = memory;
	batch.begin(maxBatchRecords);
	memory.memo.clear();
	const rows = createCellRows(names.length, engine);
	const parts = [names, eventType, context, mapping, shared] as const;
	const writer = createRecordWriter(...parts, memory);
	const reference = createReferenceRows(...parts, batch);

	/** The engine's writer when the row is for it. */
	function writerFor(row: number): RecordWriter | undefined {
		return rows.size(row) > LARGEST_ROW ? undefined : writer;
	}

	return {
		get rows() {
			return rows.count;
		},
		get bytes() {
			return rows.bytes;
		},
		addList: createListScanner(names, rows, engine),
		addCells: rows.add,
		cell: rows.cell,
		isEmpty: rows.isEmpty,
		time: rows.time,
		get isFull() {
			return batch.isFull;
		},
		transcode(n, observed) {
			const fast = writerFor(n);
			if (fast !== undefined) {
				fast.observe(observed);
				if (fast.write(rows.lay(n))) return;
			}
			reference.write(rows.texts(n), observed);
		},
		skip(n) {
			const fast = writerFor(n);
			if (fast === undefined) reference.skip(rows.texts(n));
			else fast.skip(rows.lay(n));
		},
		take: () => batch.take(sharedFields),
		takeProblems: problems.take,
		clear: rows.clear,
		begin() {
			occurrences = createOccurrenceTable();
		},
		close() {
			if (!closed) giveBack(memory);
			closed = true;
		},
	};
}
