import { expect, test } from "vitest";
import type { QueuedRequest, Storage } from "../../../../pipeline/storage.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

async function queued(storage: Storage, exporter: string) {
	return (await storage.queue(exporter).next(undefined, 100)).map(
		({ id, part, body, records }) => ({
			id,
			part,
			text: Buffer.from(body).toString(),
			records,
		}),
	);
}

async function arrange() {
	const directory = temporaryDirectory();
	const storage = await open(directory);
	await storage.commit(
		["first", "second"].map((text) => ({
			request: request(text, 10),
			exporters: ["a", "b"],
		})),
		undefined,
	);
	const [first] = await storage.queue("a").next(undefined, 1);
	return { directory, storage, first: first as QueuedRequest };
}

test("a split is for one exporter, costs no bytes, keeps the order, and outlives a restart", async () => {
	const { directory, storage, first } = await arrange();
	const depth = storage.queue("a").depth;
	await storage.queue("a").split(first, 7);
	const left = { id: first.id, part: { first: 0, records: 7 } };
	await storage.queue("a").split(left, 3);
	expect(storage.queue("a").depth).toEqual({ ...depth, requests: 4 });
	expect(storage.queue("b").depth).toEqual(depth);
	await storage.close();

	const again = await open(directory);
	const parts = await queued(again, "a");
	expect(parts.map(({ part, text }) => [text, part])).toEqual([
		["first", { first: 0, records: 3 }],
		["first", { first: 3, records: 4 }],
		["first", { first: 7, records: 3 }],
		["second", undefined],
	]);
	expect((await queued(again, "b")).map(({ part }) => part)).toEqual([
		undefined,
		undefined,
	]);
	expect(again.queue("a").depth).toEqual({ ...depth, requests: 4 });
	// The rest after a part, without its bytes.
	expect(
		(await again.queue("a").waiting(parts[1], 1)).map(({ part }) => part),
	).toEqual([{ first: 7, records: 3 }]);
});

test("parts are settled one by one, and the bytes go with the last of them", async () => {
	const { storage, first } = await arrange();
	const queue = storage.queue("a");
	await queue.split(first, 5);
	const [left, right] = await queue.next(undefined, 2);
	if (left === undefined || right === undefined) throw new Error("no parts");
	await storage.queue("b").settle([{ position: first }]);
	await queue.settle([{ position: right }]);
	expect(await queued(storage, "a")).toHaveLength(2);
	await queue.settle([{ position: left }]);
	expect((await queued(storage, "a")).map(({ text }) => text)).toEqual([
		"second",
	]);
	expect(queue.depth).toEqual({ requests: 1, records: 10, bytes: 6 });
});

test("what is refused of a part is kept with its own bytes", async () => {
	const { storage, first } = await arrange();
	const queue = storage.queue("a");
	await queue.split(first, 9);
	const [, position] = await queue.next(undefined, 2);
	if (position === undefined) throw new Error("no part");
	const reason = { message: "too large", status: 413 };
	await expect(
		queue.settle([{ position, refused: [{ reason }] }]),
	).rejects.toThrow("without its bytes");
	await queue.settle([
		{ position, refused: [{ reason, request: request("one", 1) }] },
	]);
	const [letter] = await storage.deadLetters.list({ limit: 10 });
	expect(letter).toMatchObject({ records: 1, status: 413 });
	expect(queue.depth.records).toBe(19);
});

test("a request can't be split into nothing", async () => {
	const { storage, first } = await arrange();
	for (const records of [0, 10, 11]) {
		await expect(storage.queue("a").split(first, records)).rejects.toThrow();
	}
	expect(storage.queue("a").depth.requests).toBe(2);
});

test("dropping the oldest drops a part alone", async () => {
	const { storage, first } = await arrange();
	await storage.queue("a").split(first, 4);
	expect(await storage.queue("a").dropOldest(new Set())).toEqual({
		requests: 1,
		records: 4,
		bytes: 2,
	});
	expect((await queued(storage, "a")).map(({ part }) => part)).toEqual([
		{ first: 4, records: 6 },
		undefined,
	]);
});
