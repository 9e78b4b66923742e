import { expect, test } from "vitest";
import { reserve } from "../../../transcoder/byte-store.ts";
import { NONE } from "../../../transcoder/cell-memo.ts";
import { createMemoryPool } from "../../../transcoder/transcoder-memory.ts";

const MIB = 1024 * 1024;

test("the next file is read in the memory of the last one, which has grown", () => {
	const pool = createMemoryPool();
	const first = pool.lend(700);
	reserve(first.batch.store, 3 * MIB);
	pool.giveBack(first);

	const second = pool.lend(700);

	expect(second).toBe(first);
	expect(second.batch.store.bytes.length).toBeGreaterThan(3 * MIB);
});

test("two files that are read at once have a memory each", () => {
	const pool = createMemoryPool();

	const memories = [pool.lend(700), pool.lend(700), pool.lend(700)];

	expect(new Set(memories).size).toBe(3);
});

test("nothing that one file has left is found by the next", () => {
	const pool = createMemoryPool();
	const cell = {
		question: 1,
		indexes: Int32Array.of(0),
		starts: Int32Array.of(0),
		ends: Int32Array.of(6),
	};
	const first = pool.lend(700);
	first.input.bytes.set(Buffer.from("value,"));
	const ask = [
		cell.question,
		cell.indexes,
		first.input,
		cell.starts,
		cell.ends,
	] as const;
	first.memo.add(...ask, 8);
	expect(first.memo.find(...ask)).not.toBe(NONE);
	first.batch.add(Buffer.from("a record that nobody took"), 0);
	pool.giveBack(first);

	const second = pool.lend(700);

	expect(second.memo.find(...ask)).toBe(NONE);
	const taken = second.batch.take({
		resource: new Uint8Array(),
		scope: new Uint8Array(),
	});
	expect([taken.count, taken.bytes.length]).toEqual([0, 0]);
});

test("a batch of more records than the last one could hold gets room for them", () => {
	const pool = createMemoryPool();
	pool.giveBack(pool.lend(700));

	expect(pool.lend(2_000).batch.maxRecords).toBe(2_000);
});

test("what unusually long rows have made large is left to the collector", () => {
	const pool = createMemoryPool();
	const grown = pool.lend(700);
	reserve(grown.input, 16 * MIB);
	pool.giveBack(grown);

	expect(pool.lend(700)).not.toBe(grown);
});
