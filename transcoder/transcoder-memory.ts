// The memory of transcoders, which is an engine's: bytes of CSV or rows of an object,
// records of a batch, what became of cells. A file, or a window, makes it as large as it
// needs, and the next one's transcoder uses it again: anew for each of them it is garbage
// outside of V8's heap, a hundred megabytes a second where files are small and many, and
// what the allocator once had to have for it the process keeps.

import { type CellMemo, createCellMemo } from "./cell-memo.ts";
import { INPUT } from "./engine/layout.ts";
import { createEngine, type Engine } from "./engine.ts";
import { createRecordBatch, type RecordBatch } from "./record-batch.ts";

/** One a transcoder that works; so many are kept for the next ones. */
const KEPT = 2;
/** Rows of unusual length have made it larger: it is not kept. */
const MAX_KEPT_BYTES = INPUT + 8 * 1024 * 1024;

export interface TranscoderMemory {
	readonly engine: Engine;
	readonly batch: RecordBatch;
	readonly memo: CellMemo;
}

export interface MemoryPool {
	/** For batches of so many records. Nobody else uses it until it is given back. */
	lend(maxBatchRecords: number): TranscoderMemory;
	/** What was written to it is not looked at again. */
	giveBack(memory: TranscoderMemory): void;
}

export function createMemoryPool(): MemoryPool {
	const idle: TranscoderMemory[] = [];
	return {
		lend(maxBatchRecords) {
			const memory = idle.pop() ?? createTranscoderMemory();
			memory.batch.begin(maxBatchRecords);
			memory.memo.clear();
			return memory;
		},
		giveBack(memory) {
			const size = memory.engine.store.bytes.length;
			if (idle.length < KEPT && size <= MAX_KEPT_BYTES) idle.push(memory);
		},
	};
}

export function createTranscoderMemory(): TranscoderMemory {
	const engine = createEngine();
	return {
		engine,
		batch: createRecordBatch(engine),
		memo: createCellMemo(engine),
	};
}
