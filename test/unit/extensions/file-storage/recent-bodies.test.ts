import { expect, test } from "vitest";
import { createRecentBodies } from "../../../../extensions/file-storage/recent-bodies.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

const MIB = 1024 * 1024;

test("exporters that keep up send the bytes that were stored, not copies that are read back", async () => {
	const storage = await open(temporaryDirectory());
	const stored = request("one");
	await storage.commit([{ request: stored, exporters: ["a", "b"] }], undefined);

	for (const exporter of ["a", "b"]) {
		const [next] = await storage.queue(exporter).next(undefined, 1);
		expect(next?.body).toBe(stored.body);
	}
});

test("a backlog is read from the file, byte for byte as it was stored", async () => {
	const storage = await open(temporaryDirectory());
	const stored = Array.from({ length: 12 }, (_, n) =>
		request(String.fromCharCode(97 + n).repeat(MIB)),
	);
	for (const each of stored) {
		await storage.commit([{ request: each, exporters: ["a"] }], undefined);
	}

	const waiting = await storage.queue("a").next(undefined, 12);

	expect(
		waiting.map(({ body }, n) =>
			Buffer.from(body).equals(stored[n]?.body as Buffer),
		),
	).toEqual(stored.map(() => true));
	const kept = waiting.filter(({ body }, n) => body === stored[n]?.body);
	expect(kept.length).toBeLessThan(6);
});

test("what is kept is bounded, and the oldest goes first", () => {
	const recent = createRecentBodies(10);
	for (const payload of [1, 2, 3]) recent.add(payload, new Uint8Array(4));
	expect([1, 2, 3].map((payload) => recent.get(payload)?.length)).toEqual([
		undefined,
		4,
		4,
	]);

	recent.delete(2);
	recent.delete(2);
	recent.add(4, new Uint8Array(6));
	expect([3, 4].map((payload) => recent.get(payload)?.length)).toEqual([4, 6]);

	recent.add(5, new Uint8Array(11));
	expect([3, 4, 5].map((payload) => recent.get(payload))).toEqual([
		undefined,
		undefined,
		undefined,
	]);
});

test("a request that every exporter has sent is forgotten", async () => {
	const storage = await open(temporaryDirectory());
	const stored = request("one");
	await storage.commit([{ request: stored, exporters: ["a", "b"] }], undefined);
	const [position] = await storage.queue("a").next(undefined, 1);
	if (position === undefined) throw new Error("nothing is queued");

	await storage.queue("a").settle([{ position }]);
	expect((await storage.queue("b").next(undefined, 1))[0]?.body).toBe(
		stored.body,
	);
	await storage.queue("b").settle([{ position }]);
	expect(await storage.queue("b").next(undefined, 1)).toEqual([]);
});
