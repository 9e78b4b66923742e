import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EncodedRequest } from "../../../../pipeline/exporter.ts";
import type { Storage } from "../../../../pipeline/storage.ts";
import { manualClock } from "../../exporters/manual-clock.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";
import { open, temporaryDirectory } from "./state-directories.ts";

const MIB = 1024 * 1024;

function blob(bytes: number): EncodedRequest {
	return {
		body: Buffer.alloc(bytes, "x"),
		contentType: "application/json",
		records: 1,
		bytes,
	};
}

function onDisk(directory: string): number {
	return ["state.db", "state.db-wal"]
		.map((name) => statSync(join(directory, name)).size)
		.reduce((sum, size) => sum + size, 0);
}

async function commit(
	storage: Storage,
	bytes: number,
	value = "1",
	signal?: AbortSignal,
) {
	await storage.commit(
		[{ request: blob(bytes), exporters: ["x"] }],
		{ key: "stream", value },
		[],
		signal,
	);
}

async function deliverOldest(storage: Storage): Promise<boolean> {
	const queue = storage.queue("x");
	const [position] = await queue.waiting(undefined, 1);
	if (position === undefined) return false;
	await queue.settle([{ position }]);
	return true;
}

/** Whether the commit that makes this the checkpoint has found no room so far. */
async function isWaiting(storage: Storage, value: string): Promise<boolean> {
	await new Promise((resolve) => setImmediate(resolve));
	return (await storage.checkpoint("stream")) !== value;
}

describe("max_size", () => {
	async function arrange() {
		const directory = temporaryDirectory();
		const telemetry = recordingTelemetry();
		const clock = manualClock();
		const storage = await open(directory, telemetry, {
			maxSize: 8 * MIB,
			clock,
		});
		/** Commits until one waits; gives it, and its checkpoint. */
		async function fill(bytes: number) {
			for (let index = 1; index < 100; index += 1) {
				const value = `${index}`;
				const waiting = commit(storage, bytes, value);
				if (await isWaiting(storage, value)) return { waiting, value };
				await waiting;
			}
			throw new Error("it never filled up");
		}
		return { directory, telemetry, clock, storage, fill };
	}

	test("is never passed; the commit waits, says so once, and goes on when something was delivered", async () => {
		const { directory, telemetry, storage, fill } = await arrange();
		let largest = 0;
		for (let round = 0; round < 4; round += 1) {
			const { waiting, value } = await fill(MIB);
			largest = Math.max(largest, onDisk(directory));
			const before = await storage.checkpoint("stream");
			while (await isWaiting(storage, value)) await deliverOldest(storage);
			await waiting;
			expect(await storage.checkpoint("stream")).not.toBe(before);
			while (await deliverOldest(storage));
		}
		expect(largest).toBeGreaterThan(5 * MIB);
		expect(largest).toBeLessThanOrEqual(8 * MIB);
		expect(telemetry.messages("warn")).toHaveLength(4);
		expect(telemetry.messages("warn")[0]).toMatch(
			/has reached file_storage: max_size \(8388608 bytes\): receivers wait/,
		);
		expect(telemetry.messages("info")).toHaveLength(4);
	});

	test("keeps commits in the order in which they came", async () => {
		const { storage, fill } = await arrange();
		const order: string[] = [];
		const { waiting } = await fill(MIB);
		waiting.then(() => order.push("first"));
		const second = commit(storage, 10, "later").then(() =>
			order.push("second"),
		);
		expect(await isWaiting(storage, "later")).toBe(true);
		await deliverOldest(storage);
		await deliverOldest(storage);
		await second;
		expect(order).toEqual(["first", "second"]);
	});

	test("a commit that waits ends with its signal, and lets the next one try", async () => {
		const { storage, fill } = await arrange();
		const { waiting } = await fill(MIB);
		const aborting = new AbortController();
		const given = commit(storage, MIB, "x", aborting.signal);
		const ended = expect(given).rejects.toThrow("stop");
		const small = commit(storage, 10, "small");
		aborting.abort(new Error("stop"));
		await deliverOldest(storage);
		await deliverOldest(storage);
		await waiting;
		await ended;
		await small;
	});

	test("a commit that waits is refused once nobody is to wait; what fits still goes through", async () => {
		const { storage, fill } = await arrange();
		const { waiting } = await fill(MIB);
		const refused = expect(waiting).rejects.toMatchObject({
			code: "disk_full",
		});
		const before = await storage.checkpoint("stream");
		storage.stopWaiting();
		await refused;
		expect(await storage.checkpoint("stream")).toBe(before);
		await commit(storage, 10, "small");
		expect(await storage.checkpoint("stream")).toBe("small");
	});

	test("a batch that is larger by itself goes through once nothing else waits", async () => {
		const { storage } = await arrange();
		await commit(storage, 10);
		const large = commit(storage, 9 * MIB, "large");
		expect(await isWaiting(storage, "large")).toBe(true);
		await deliverOldest(storage);
		await large;
	});

	test("closing ends a commit that waits", async () => {
		const { storage, fill } = await arrange();
		const { waiting } = await fill(MIB);
		const ended = expect(waiting).rejects.toMatchObject({ code: "closed" });
		await storage.close();
		await ended;
	});
});

test("the file gives its space back, and does not only grow", async () => {
	const directory = temporaryDirectory();
	/** Lets the sleepers wait until the test opens it. */
	let gate = Promise.withResolvers<void>();
	let sleeps = 0;
	const storage = await open(directory, recordingTelemetry(), {
		clock: {
			now: Date.now,
			async sleep(_ms, signal) {
				sleeps += 1;
				await gate.promise;
				signal?.throwIfAborted();
			},
		},
	});
	for (let round = 0; round < 3; round += 1) {
		for (let index = 0; index < 20; index += 1) await commit(storage, MIB);
		expect(onDisk(directory)).toBeGreaterThan(20 * MIB);
		while (await deliverOldest(storage));
		expect(onDisk(directory)).toBeGreaterThan(20 * MIB);

		gate.resolve();
		sleeps = 0;
		for (let turns = 0, seen = -1; seen !== sleeps || turns < 3; turns += 1) {
			if (seen !== sleeps) turns = 0;
			seen = sleeps;
			await new Promise(setImmediate);
		}
		// Slice after slice, not in one go.
		expect(sleeps).toBeGreaterThan(10);
		expect(onDisk(directory)).toBeLessThan(2 * MIB);
		gate = Promise.withResolvers();
	}
});

test("what is no longer remembered gives its space back, too, though nothing is delivered", async () => {
	const directory = temporaryDirectory();
	const clock = manualClock();
	const storage = await open(directory, recordingTelemetry(), { clock });
	for (let hour = 0; hour < 12; hour++) {
		await storage.commit([], { key: "stream", value: `${hour}` }, [
			{
				scope: "scope",
				origin: "file",
				hour,
				expiresAt: clock.now() + 3_600_000,
				uids: Buffer.alloc(MIB, hour),
			},
		]);
	}
	expect(onDisk(directory)).toBeGreaterThan(12 * MIB);

	clock.advance(2 * 3_600_000);
	await storage.commit([], { key: "stream", value: "later" });
	while (onDisk(directory) > 2 * MIB) {
		// Until it begins, and between its slices.
		await clock.nextSleep();
		clock.advance(1_000);
		await new Promise(setImmediate);
	}

	expect(await storage.deliveredUids("scope", 0, "another")).toEqual([]);
});
