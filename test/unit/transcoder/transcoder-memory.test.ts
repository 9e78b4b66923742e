import { expect, test } from "vitest";
import { NONE } from "../../../transcoder/cell-memo.ts";
import {
	FULL_BYTES,
	INPUT,
	MEMO,
	MEMO_SLOT,
} from "../../../transcoder/engine/layout.ts";
import { createScanner } from "../../../transcoder/scanner.ts";
import {
	createMemoryPool,
	createTranscoderMemory,
	type TranscoderMemory,
} from "../../../transcoder/transcoder-memory.ts";

const MIB = 1024 * 1024;
const NOTHING = { resource: new Uint8Array(), scope: new Uint8Array() };
const UID = Buffer.alloc(16, 7);

test("the next file is read in the memory of the last one, which has grown", () => {
	const pool = createMemoryPool();
	const first = pool.lend(700);
	first.engine.reserveInput(2 * MIB);
	pool.giveBack(first);

	const second = pool.lend(700);

	expect(second).toBe(first);
	expect(second.engine.store.bytes.length).toBeGreaterThan(INPUT + 2 * MIB);
});

test("two files that are read at once have a memory each", () => {
	const pool = createMemoryPool();

	const memories = [pool.lend(700), pool.lend(700), pool.lend(700)];

	expect(new Set(memories).size).toBe(3);
});

test("nothing that one file has left is found by the next", () => {
	const pool = createMemoryPool();
	const first = pool.lend(700);
	expect(remembered(first)).not.toBe(NONE);
	first.batch.add(Buffer.from("a record that nobody took"), UID, 0);
	pool.giveBack(first);

	const second = pool.lend(700);

	expect(questionOf(second)).toBe(-1);
	const taken = second.batch.take(NOTHING);
	expect([taken.count, taken.bytes.length]).toEqual([0, 0]);
});

/** Remembers something about a cell, in the memo's first slot. */
function remembered({ engine, memo }: TranscoderMemory): number {
	const scanner = createScanner(1, engine);
	scanner.add(Buffer.from("value,"));
	scanner.starts[0] = INPUT;
	scanner.ends[0] = INPUT + 5;
	engine.words[MEMO_SLOT / 4] = MEMO;
	return memo.add(1, [0], scanner, 8);
}

function questionOf({ engine }: TranscoderMemory): number {
	return engine.words[MEMO / 4] as number;
}

test("a batch of more records than the last one could hold gets room for them", () => {
	const pool = createMemoryPool();
	pool.giveBack(pool.lend(2));

	const { batch } = pool.lend(3);
	const isFull = [1, 2, 3].map(() => {
		batch.add(Buffer.from("record"), UID, 0);
		return batch.isFull;
	});

	expect(isFull).toEqual([false, false, true]);
});

test("what unusually long rows have made large is left to the collector", () => {
	const pool = createMemoryPool();
	const grown = pool.lend(700);
	grown.engine.reserveInput(16 * MIB);
	pool.giveBack(grown);

	expect(pool.lend(700)).not.toBe(grown);
});

test("a record that the engine's memory has no room for is whole, in its place", () => {
	const { batch } = createTranscoderMemory();
	batch.begin(700);
	const records = [FULL_BYTES - 1, 20 * MIB, 3].map((size, n) =>
		Buffer.alloc(size, n + 1),
	);
	for (const [n, record] of records.entries()) batch.add(record, UID, n * 3600);
	expect([batch.count, batch.isFull]).toEqual([3, true]);
	expect(batch.bytes).toBe(FULL_BYTES - 1 + 20 * MIB + 3);

	const { count, bytes, ends, uids, hours } = batch.take(NOTHING);

	expect(count).toBe(3);
	expect([...ends]).toEqual([
		FULL_BYTES - 1,
		FULL_BYTES - 1 + 20 * MIB,
		FULL_BYTES - 1 + 20 * MIB + 3,
	]);
	expect([...hours]).toEqual([0, 1, 2]);
	expect(Buffer.compare(bytes, Buffer.concat(records))).toBe(0);
	expect(Buffer.compare(uids, Buffer.concat([UID, UID, UID]))).toBe(0);
	expect([batch.count, batch.bytes]).toEqual([0, 0]);
});
