// A damaged state file: kept as evidence, told, and gone on from the last copy of
// the checkpoints.

import {
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Storage } from "../../../../pipeline/storage.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

const stateFile = (directory: string) => join(directory, "state.db");
const copyFile = (directory: string) => join(directory, "checkpoints.json");

async function commit(
	storage: Storage,
	value: string,
	exporters: readonly string[] = ["x"],
): Promise<void> {
	const deliveries = exporters.length
		? [{ request: request(`to be sent before ${value}`), exporters }]
		: [];
	await storage.commit(deliveries, { key: "stream", value });
}

async function deliver(storage: Storage, exporter = "x"): Promise<void> {
	const waiting = await storage.queue(exporter).waiting(undefined, 100);
	await storage
		.queue(exporter)
		.settle(waiting.map((position) => ({ position })));
}

/** A directory whose state was closed with the checkpoint 2 delivered and 3 queued. */
async function usedDirectory(): Promise<string> {
	const directory = temporaryDirectory();
	{
		const storage = await open(directory);
		await commit(storage, "1");
		await commit(storage, "2");
		await deliver(storage);
		await storage.close();
	}
	const storage = await open(directory);
	await commit(storage, "3");
	await storage.close();
	return directory;
}

function evidence(directory: string): string[] {
	return readdirSync(directory).filter((name) => name.includes(".corrupt-"));
}

function spoil(file: string, at = 0): void {
	const bytes = readFileSync(file);
	bytes.fill(0xa5, at);
	writeFileSync(file, bytes);
}

describe("the copy of the checkpoints", () => {
	const copied = (directory: string) =>
		existsSync(copyFile(directory))
			? JSON.parse(readFileSync(copyFile(directory), "utf8")).checkpoints
			: undefined;

	test("holds what was delivered to every exporter, and nothing that is still queued", async () => {
		const directory = temporaryDirectory();
		const storage = await open(directory);
		await commit(storage, "1", ["x", "y"]);
		await deliver(storage, "x");
		await storage.close();
		expect(copied(directory)).toBeUndefined();

		const again = await open(directory);
		await deliver(again, "y");
		await commit(again, "2", []);
		await again.close();
		expect(copied(directory)).toMatchObject([{ key: "stream", value: "2" }]);
	});

	test("follows a queue that is never empty", async () => {
		const directory = temporaryDirectory();
		const sleeps: (() => void)[] = [];
		const storage = await open(directory, recordingTelemetry(), {
			clock: {
				now: Date.now,
				sleep: () => new Promise((resolve) => sleeps.push(resolve)),
			},
		});
		const passTime = async () => {
			for (const wake of sleeps.splice(0)) wake();
			await new Promise(setImmediate);
		};
		await commit(storage, "1");
		await passTime();
		await commit(storage, "2");
		const [first] = await storage.queue("x").waiting(undefined, 1);
		if (first) await storage.queue("x").settle([{ position: first }]);
		await passTime();
		expect(copied(directory)).toMatchObject([{ value: "1" }]);
		expect(storage.queue("x").depth.requests).toBe(1);
	});

	test("is for the owner's eyes only", async () => {
		const directory = temporaryDirectory();
		const storage = await open(directory);
		await commit(storage, "1", []);
		await storage.close();
		expect(statSync(copyFile(directory)).mode & 0o777).toBe(0o600);
	});
});

describe("a state file that is damaged", () => {
	test.for([
		["is no database", (file: string) => writeFileSync(file, "no database")],
		["is spoilt behind its header", (file: string) => spoil(file, 100)],
		["is spoilt in its last pages", (file: string) => spoil(file, 4096)],
		[
			"has lost its second half",
			(file: string) => truncateSync(file, statSync(file).size / 2),
		],
		["is empty", (file: string) => truncateSync(file, 0)],
	] as const)(
		"because it %s is kept, and the streams go on from the copy",
		async ([, damage]) => {
			const directory = await usedDirectory();
			damage(stateFile(directory));
			const before = readFileSync(stateFile(directory));

			const telemetry = recordingTelemetry();
			const storage = await open(directory, telemetry);
			expect(await storage.checkpoint("stream")).toBe("2");
			expect(await storage.exporters()).toEqual([]);
			const [kept, ...more] = evidence(directory);
			expect(more).toEqual([]);
			expect(readFileSync(join(directory, kept ?? ""))).toEqual(before);
			expect(telemetry.messages("error")).toEqual([
				expect.stringMatching(
					/state file .*state\.db.*go on from the copy.*second time.*log\.record\.uid.*kept as .*corrupt-/,
				),
			]);
		},
	);

	test("that is gone is replaced from the copy", async () => {
		const directory = await usedDirectory();
		rmSync(stateFile(directory));
		const storage = await open(directory);
		expect(await storage.checkpoint("stream")).toBe("2");
	});

	test("is met once: the next start has nothing to tell", async () => {
		const directory = await usedDirectory();
		spoil(stateFile(directory));
		await (await open(directory)).close();
		const telemetry = recordingTelemetry();
		await open(directory, telemetry);
		expect(telemetry.messages("error")).toEqual([]);
		expect(evidence(directory)).toHaveLength(1);
	});

	test.for([
		["there is no copy", (file: string) => rmSync(file)],
		["the copy is damaged, too", (file: string) => writeFileSync(file, "{")],
	] as const)(
		"begins again at initial_lookback when %s, and says what that means",
		async ([, spoilCopy]) => {
			const directory = await usedDirectory();
			spoil(stateFile(directory));
			spoilCopy(copyFile(directory));
			const telemetry = recordingTelemetry();
			const storage = await open(directory, telemetry);
			expect(await storage.checkpoint("stream")).toBeUndefined();
			expect(telemetry.messages("error")).toEqual([
				expect.stringMatching(/copy.*initial_lookback.*log\.record\.uid/),
			]);
		},
	);
});

describe("damage that is met while the service runs", () => {
	test("ends all reading and writing, and the next start recovers", async () => {
		const directory = temporaryDirectory();
		const storage = await open(directory);
		await commit(storage, "1", []);
		// More than SQLite keeps in memory, and than is kept of what was stored last.
		const large = request("x".repeat(8_000_000));
		await storage.commit([{ request: large, exporters: ["x"] }], undefined);
		await (await open(temporaryDirectory())).close();
		for (const part of ["", "-wal"]) spoil(stateFile(directory) + part, 8192);

		await expect(storage.queue("x").next(undefined, 1)).rejects.toMatchObject({
			code: "corrupt",
		});
		expect(await storage.damaged).toMatchObject({ code: "corrupt" });
		await expect(commit(storage, "2", [])).rejects.toMatchObject({
			code: "corrupt",
		});
		await storage.close();

		const telemetry = recordingTelemetry();
		const recovered = await open(directory, telemetry);
		expect(evidence(directory).length).toBeGreaterThan(0);
		expect(telemetry.messages("error")).toHaveLength(1);
		await commit(recovered, "3", []);
	});
});
