import { expect, test } from "vitest";
import { createRecentBodies } from "../../../../extensions/file-storage/recent-bodies.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

const MIB = 1024 * 1024;

function bodyOf(length: number) {
	return { body: new Uint8Array(length) };
}

/** Whose lease has ended is written down. */
function leased(name: string, ended: string[]) {
	return {
		...request(name),
		lease: { read: () => () => {}, end: () => ended.push(name) },
	};
}

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
	for (const payload of [1, 2, 3]) recent.add(payload, bodyOf(4));
	expect([1, 2, 3].map((payload) => recent.get(payload)?.body.length)).toEqual([
		undefined,
		4,
		4,
	]);

	recent.delete(2);
	recent.delete(2);
	recent.add(4, bodyOf(6));
	expect([3, 4].map((payload) => recent.get(payload)?.body.length)).toEqual([
		4, 6,
	]);

	recent.add(5, bodyOf(11));
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

test("a lease ends when every exporter is done with the request, and not before", async () => {
	const storage = await open(temporaryDirectory());
	const ended: string[] = [];
	await storage.commit(
		[{ request: leased("one", ended), exporters: ["a", "b"] }],
		undefined,
	);
	const [position] = await storage.queue("a").next(undefined, 1);
	if (position === undefined) throw new Error("nothing is queued");
	const reason = { message: "never" };

	await storage.queue("a").settle([{ position }]);
	expect(ended).toEqual([]);
	// Set aside, it is still read.
	await storage.queue("b").settle([{ position, refused: [{ reason }] }]);
	expect(ended).toEqual([]);

	await storage.commit(
		[{ request: leased("two", ended), exporters: ["a"] }],
		undefined,
	);
	const [next] = await storage.queue("a").next(undefined, 1);
	if (next === undefined) throw new Error("nothing is queued");
	await storage.queue("a").settle([{ position: next }]);
	expect(ended).toEqual(["two"]);
});

test("the lease of what makes room does not end: somebody may be sending it", () => {
	const ended: string[] = [];
	const recent = createRecentBodies(5);
	recent.add(1, leased("one", ended));
	recent.add(2, leased("two", ended));
	recent.delete(1);
	expect(ended).toEqual([]);
	expect(recent.get(1)).toBeUndefined();
});
