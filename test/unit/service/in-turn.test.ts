import { expect, test } from "vitest";
import type { LogBatch } from "../../../pipeline/log-batch.ts";
import { inTurn } from "../../../service/in-turn.ts";

const NEVER = new AbortController().signal;

/** Holds every batch until it is let through. */
function setUp() {
	const begun: string[] = [];
	const through: PromiseWithResolvers<void>[] = [];
	const consumer = inTurn({
		async consume(batch) {
			begun.push(batch.deduplication?.origin ?? "");
			const gate = Promise.withResolvers<void>();
			through.push(gate);
			await gate.promise;
		},
	});
	const consume = (scope: string | undefined, origin: string) => {
		const deduplication = scope
			? { scope, origin, windowMs: 1_000 }
			: undefined;
		const batch: LogBatch = { records: [], deduplication };
		return consumer.consume(batch, NEVER);
	};
	return { begun, through, consume };
}

test("a batch waits for the one before it in the same scope, and for no other", async () => {
	const { begun, through, consume } = setUp();
	const first = consume("Login", "live");
	const second = consume("Login", "backfill");
	void consume("Logout", "live");
	void consume(undefined, "");
	await Promise.resolve();
	await Promise.resolve();
	expect(begun.toSorted()).toEqual(["", "live", "live"]);

	through[begun.indexOf("live")]?.resolve();
	await first;
	await Promise.resolve();
	expect(begun).toContain("backfill");
	through[begun.indexOf("backfill")]?.resolve();
	await second;
});

test("a batch that failed holds nobody up", async () => {
	const { begun, through, consume } = setUp();
	const first = consume("Login", "a");
	const second = consume("Login", "b");
	await Promise.resolve();
	through[0]?.reject(new Error("given up"));
	await expect(first).rejects.toThrow("given up");
	await Promise.resolve();
	await Promise.resolve();
	expect(begun).toEqual(["a", "b"]);
	through[1]?.resolve();
	await second;
});
