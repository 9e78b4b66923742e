import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type {
	DeadLetterReason,
	Storage,
} from "../../../../pipeline/storage.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

const LOKI: DeadLetterReason = {
	status: 400,
	message: "HTTP 400: entry too far behind",
	partlyDelivered: true,
};

async function setAside(
	storage: Storage,
	exporter: string,
	text: string,
	reason: DeadLetterReason,
	exporters = [exporter],
) {
	await storage.commit([{ request: request(text, 3), exporters }], undefined);
	const position = (await storage.queue(exporter).next(undefined, 100)).at(-1);
	if (position === undefined) throw new Error("nothing is queued");
	await storage.queue(exporter).settle([{ position, refused: [{ reason }] }]);
}

function payloads(directory: string): number {
	const db = new DatabaseSync(join(directory, "state.db"), { readOnly: true });
	try {
		return db.prepare("SELECT count(*) AS n FROM payload").get()?.n as number;
	} finally {
		db.close();
	}
}

async function arrange() {
	const directory = temporaryDirectory();
	const storage = await open(directory);
	await setAside(storage, "a", "one", LOKI, ["a", "b"]);
	await setAside(storage, "a", "two", { message: "gave up" });
	await setAside(storage, "b", "three", { status: 415, message: "HTTP 415" });
	return { directory, storage };
}

describe("dead letters", () => {
	test("are listed in order, page by page, with the backend's answer", async () => {
		const { storage } = await arrange();
		const all = await storage.deadLetters.list({ limit: 10 });
		expect(all).toEqual([
			{
				id: 1,
				exporter: "a",
				setAsideAt: expect.any(Number),
				storedAt: expect.any(Number),
				records: 3,
				bytes: 30,
				...LOKI,
			},
			expect.objectContaining({
				id: 2,
				message: "gave up",
				status: undefined,
				partlyDelivered: false,
			}),
			expect.objectContaining({ id: 3, exporter: "b", status: 415 }),
		]);
		const { deadLetters } = storage;
		expect(await deadLetters.list({ exporter: "a", limit: 1 })).toEqual([
			all[0],
		]);
		expect(
			await deadLetters.list({ exporter: "a", afterId: 1, limit: 9 }),
		).toEqual([all[1]]);
		expect(await storage.exporters()).toEqual(["a", "b"]);
	});

	test("are shown with their bytes", async () => {
		const { storage } = await arrange();
		const shown = await storage.deadLetters.show(1);
		expect(shown?.letter).toMatchObject({ id: 1, partlyDelivered: true });
		expect(shown?.request).toMatchObject({
			contentType: "application/json",
			records: 3,
			bytes: 30,
		});
		expect(Buffer.from(shown?.request.body ?? "").toString()).toBe("one");
		expect(await storage.deadLetters.show(99)).toBeUndefined();
	});

	test("are sent again from the end of their exporter's queue, without disturbing another's", async () => {
		const { directory, storage } = await arrange();
		const last = (await storage.queue("a").next(undefined, 9)).at(-1);
		expect(await storage.deadLetters.retry(1)).toBe(true);
		expect(await storage.deadLetters.retry(1)).toBe(false);
		// A queue that runs looks behind what it took last.
		const [again] = await storage.queue("a").next(last, 9);
		expect(Buffer.from(again?.body ?? "").toString()).toBe("one");
		expect(storage.queue("a").depth).toEqual({
			requests: 1,
			records: 3,
			bytes: 3,
		});
		expect(await storage.deadLetters.count("a")).toBe(1);
		const [others] = await storage.queue("b").next(undefined, 9);
		expect(Buffer.from(others?.body ?? "").toString()).toBe("one");

		await storage.close();
		const restarted = await open(directory);
		expect(restarted.queue("a").depth.requests).toBe(1);
	});

	test("are forgotten with their bytes, unless somebody still sends them", async () => {
		const { directory, storage } = await arrange();
		expect(payloads(directory)).toBe(3);
		expect(await storage.deadLetters.drop(1)).toBe(true);
		expect(await storage.deadLetters.drop(2)).toBe(true);
		expect(await storage.deadLetters.drop(2)).toBe(false);
		expect(await storage.deadLetters.count("a")).toBe(0);
		expect(payloads(directory)).toBe(2);
		expect(storage.queue("b").depth.requests).toBe(1);
	});
});

describe("exporters come and go", () => {
	test("one that is removed keeps its data until it is dropped", async () => {
		const { directory, storage } = await arrange();
		await storage.commit(
			Array.from({ length: 3 }, (_, index) => ({
				request: request(`queued ${index}`),
				exporters: ["a", "b"],
			})),
			undefined,
		);
		await storage.close();

		const later = await open(directory);
		expect(later.queue("a").depth.requests).toBe(3);
		expect(await later.dropExporter("a")).toEqual({
			queued: { requests: 3, records: 3, bytes: 24 },
			deadLetters: 2,
		});
		expect(await later.exporters()).toEqual(["b"]);
		expect(await later.deadLetters.count("a")).toBe(0);
		expect(later.queue("b").depth.requests).toBe(4);
		expect(await later.dropExporter("never there")).toEqual({
			queued: { requests: 0, records: 0, bytes: 0 },
			deadLetters: 0,
		});
		for (;;) {
			const [position] = await later.queue("b").next(undefined, 1);
			if (position === undefined) break;
			await later.queue("b").settle([{ position }]);
		}
		expect(payloads(directory)).toBe(1);
	});

	test("one that is added starts at now", async () => {
		const { storage } = await arrange();
		expect(await storage.queue("new").next(undefined, 9)).toEqual([]);
		await storage.commit(
			[{ request: request("from now on"), exporters: ["b", "new"] }],
			undefined,
		);
		const queued = await storage.queue("new").next(undefined, 9);
		expect(queued.map(({ body }) => Buffer.from(body).toString())).toEqual([
			"from now on",
		]);
	});
});
