import { expect, test } from "vitest";
import { createBodyMemory } from "../../../../../exporters/otlp/request/body-memory.ts";

const SIZE = 150_000;

test("memory is lent anew when its lease has ended", () => {
	const { take, leaseOf } = createBodyMemory();
	const first = take(SIZE);
	const others = [take(SIZE), take(SIZE)];
	leaseOf(first)?.end();
	const next = take(SIZE - 1000);

	expect(next.buffer).toBe(first.buffer);
	expect(next.length).toBe(SIZE - 1000);
	for (const { buffer } of others) expect(buffer).not.toBe(first.buffer);
});

test("memory is not lent anew while somebody reads it, whoever is done first", () => {
	const { take, leaseOf } = createBodyMemory();
	const body = take(SIZE);
	const lease = leaseOf(body);
	const done = [lease?.read(), lease?.read()];

	done[0]?.();
	lease?.end();
	expect(take(SIZE).buffer).not.toBe(body.buffer);
	done[1]?.();
	expect(take(SIZE).buffer).toBe(body.buffer);
});

test("memory is lent to one at a time, however often its lease is ended", () => {
	const { take, leaseOf } = createBodyMemory();
	const lease = leaseOf(take(SIZE));
	lease?.end();
	lease?.end();
	expect(take(SIZE).buffer).not.toBe(take(SIZE).buffer);
	expect(() => lease?.read()).toThrow("another one's");
});

test("what is small, or not given back, is the garbage collector's", () => {
	const { take, leaseOf } = createBodyMemory();
	expect(leaseOf(take(1000))).toBeUndefined();
	expect(take(SIZE).buffer).not.toBe(take(SIZE).buffer);
});

test("a body does not hold memory of twice its size", () => {
	const { take, leaseOf } = createBodyMemory();
	const large = take(10 * SIZE);
	leaseOf(large)?.end();
	expect(take(SIZE).buffer.byteLength).toBeLessThan(2 * SIZE);
});

test("what is kept for later is bounded", () => {
	const { take, leaseOf } = createBodyMemory();
	const bodies = Array.from({ length: 100 }, () => take(SIZE));
	for (const body of bodies) leaseOf(body)?.end();
	const known = new Set(bodies.map(({ buffer }) => buffer));
	const again = bodies.map(() => take(SIZE)).filter((b) => known.has(b.buffer));
	expect(again.length).toBeGreaterThan(0);
	expect(again.length).toBeLessThan(20);
});
