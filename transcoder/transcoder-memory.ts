// The large buffers of a transcoder: bytes of CSV, records of a batch, what became of
// cells. A file makes them as large as it needs, and the next file's transcoder uses
// them again: anew for each file they are garbage outside of V8's heap, a hundred
// megabytes a second where files are small and many, and what the allocator once had to
// have for it the process keeps.

import { type ByteStore, createByteStore } from "./byte-store.ts";
import { type CellMemo, createCellMemo } from "./cell-memo.ts";
import { createRecordBatch, type RecordBatch } from "./record-batch.ts";

/** One a transcoder that works; so many are kept for the next ones. */
const KEPT = 2;
/** Rows of unusual length have made it larger: it is not kept. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;
/** Of two chunks. What is not written to takes no memory. */
const FIRST_INPUT = 512 * 1024;

export interface TranscoderMemory {
	readonly input: ByteStore;
	readonly batch: RecordBatch;
	readonly memo: CellMemo;
}

export interface MemoryPool {
	/** For batches of so many records. Nobody else uses it until it is given back. */
	lend(maxBatchRecords: number): TranscoderMemory;
	/** What was written to it is not looked at again. */
	giveBack(memory: TranscoderMemory): void;
}

/** `sharedSheets` as for a batch. */
export function createMemoryPool(sharedSheets = 0): MemoryPool {
	const idle: TranscoderMemory[] = [];
	return {
		lend(maxBatchRecords) {
			const memory = idle.pop();
			if (memory === undefined || memory.batch.maxRecords < maxBatchRecords) {
				return {
					input: createByteStore(FIRST_INPUT),
					batch: createRecordBatch(maxBatchRecords, sharedSheets),
					memo: createCellMemo(),
				};
			}
			memory.batch.clear();
			memory.memo.clear();
			return memory;
		},
		giveBack(memory) {
			if (idle.length < KEPT && sizeOf(memory) <= MAX_KEPT_BYTES) {
				idle.push(memory);
			}
		},
	};
}

function sizeOf({ input, batch, memo }: TranscoderMemory): number {
	return input.bytes.length + batch.size + memo.arena.bytes.length;
}
