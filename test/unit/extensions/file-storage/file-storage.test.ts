import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { MIGRATIONS } from "../../../../extensions/file-storage/migrations.ts";
import type { Storage } from "../../../../pipeline/storage.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";
import { open, request, temporaryDirectory } from "./state-directories.ts";

const mode = (path: string) => statSync(path).mode & 0o777;

async function oldest(storage: Storage, exporter: string) {
	const [request] = await storage.queue(exporter).next(undefined, 1);
	if (request === undefined) throw new Error("nothing is queued");
	return request;
}

/** Looks into the file beside the running storage, as a `state` command would. */
function rows(directory: string, table: string): number {
	const db = new DatabaseSync(join(directory, "state.db"), { readOnly: true });
	try {
		return db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n as number;
	} finally {
		db.close();
	}
}

describe("a commit", () => {
	test("stores requests and checkpoint, for a later process too", async () => {
		const directory = temporaryDirectory();
		const first = await open(directory);
		await first.commit(
			[
				{ request: request("one", 3), exporters: ["a", "b"] },
				{ request: request("two", 4), exporters: ["b"] },
			],
			{ key: "stream", value: "7" },
		);
		await first.close();

		const storage = await open(directory);
		expect(await storage.checkpoint("stream")).toBe("7");
		expect(await storage.checkpoint("other")).toBeUndefined();
		expect(await storage.exporters()).toEqual(["a", "b"]);
		expect(storage.queue("b").depth).toEqual({
			requests: 2,
			records: 7,
			bytes: 6,
		});
		const [one, two] = await storage.queue("b").next(undefined, 10);
		expect(one).toMatchObject({
			contentType: "application/json",
			contentEncoding: undefined,
			records: 3,
			bytes: 30,
			storedAt: expect.any(Number),
		});
		expect(Buffer.from(one?.body ?? "").toString()).toBe("one");
		expect(two?.id).toBeGreaterThan(one?.id ?? 0);
		expect(await storage.queue("b").next(one, 10)).toEqual([two]);
	});

	test("without requests only moves the checkpoint", async () => {
		const storage = await open(temporaryDirectory());
		await storage.commit([], { key: "stream", value: "1" });
		await storage.commit([], { key: "stream", value: "2" });
		expect(await storage.checkpoint("stream")).toBe("2");
		expect(await storage.exporters()).toEqual([]);
	});
});

describe("a payload that exporters share", () => {
	test("is stored once and kept until the last has acknowledged it", async () => {
		const directory = temporaryDirectory();
		const storage = await open(directory);
		await storage.commit(
			[{ request: request("shared"), exporters: ["a", "b", "b"] }],
			undefined,
		);
		const position = await oldest(storage, "a");
		expect(rows(directory, "payload")).toBe(1);
		expect(rows(directory, "queue")).toBe(2);

		await storage.queue("a").settle([{ position }]);
		expect(rows(directory, "payload")).toBe(1);
		expect(await storage.queue("b").next(undefined, 1)).toHaveLength(1);

		await storage.queue("b").settle([{ position }]);
		await storage.queue("b").settle([{ position }]);
		expect(rows(directory, "payload")).toBe(0);
		expect(storage.queue("b").depth).toEqual({
			requests: 0,
			records: 0,
			bytes: 0,
		});
	});

	test("stays as a dead letter, bytes and reason, when another acknowledges it", async () => {
		const directory = temporaryDirectory();
		const storage = await open(directory);
		await storage.commit(
			[{ request: request("refused"), exporters: ["a", "b"] }],
			undefined,
		);
		const position = await oldest(storage, "a");
		const refused = [{ reason: { status: 400, message: "no" } }];
		await storage.queue("a").settle([{ position, refused }]);
		await storage.queue("b").settle([{ position }]);

		expect(rows(directory, "payload")).toBe(1);
		expect(await storage.deadLetters.count("a")).toBe(1);
		expect(await storage.deadLetters.count("b")).toBe(0);
		expect(await storage.queue("a").next(undefined, 10)).toEqual([]);
		expect(storage.queue("a").depth.requests).toBe(0);
	});
});

describe("dropping the oldest", () => {
	test("spares what is in flight and says what was lost", async () => {
		const storage = await open(temporaryDirectory());
		await storage.commit(
			["one", "two"].map((text) => ({
				request: request(text, 5),
				exporters: ["a"],
			})),
			undefined,
		);
		const queue = storage.queue("a");
		const [one, two] = await queue.next(undefined, 2);
		expect(await queue.dropOldest(new Set([one?.id ?? 0]))).toEqual({
			requests: 1,
			records: 5,
			bytes: 3,
		});
		expect(await queue.next(undefined, 2)).toEqual([one]);
		expect(two).toBeDefined();
		expect(await queue.dropOldest(new Set([one?.id ?? 0]))).toBeUndefined();
	});
});

describe("the directory", () => {
	test("is made private, with private files", async () => {
		const directory = join(temporaryDirectory(), "state", "deep");
		const storage = await open(directory);
		await storage.commit([], { key: "stream", value: "1" });
		expect(mode(directory)).toBe(0o700);
		const files = readdirSync(directory);
		expect(files).toEqual(
			expect.arrayContaining(["state.db", "state.db-wal", "state.db-shm"]),
		);
		for (const file of files) {
			expect([file, mode(join(directory, file))]).toEqual([file, 0o600]);
		}
	});

	test("that exists keeps its mode, and files in it become private", async () => {
		const directory = join(temporaryDirectory(), "state");
		mkdirSync(directory);
		chmodSync(directory, 0o755);
		const first = await open(directory);
		await first.close();
		chmodSync(join(directory, "state.db"), 0o644);

		const telemetry = recordingTelemetry();
		await open(directory, telemetry);
		expect(mode(directory)).toBe(0o755);
		expect(mode(join(directory, "state.db"))).toBe(0o600);
		expect(telemetry.lines).toEqual([]);
	});

	test("that others can write to is warned about", async () => {
		const directory = temporaryDirectory();
		chmodSync(directory, 0o777);
		const telemetry = recordingTelemetry();
		await open(directory, telemetry);
		expect(telemetry.messages("warn")).toEqual([
			expect.stringContaining(directory),
		]);
	});

	test("that is a file is refused by name", async () => {
		const path = join(temporaryDirectory(), "file");
		writeFileSync(path, "");
		await expect(open(path)).rejects.toMatchObject({
			code: "directory_unusable",
			message: expect.stringContaining(path),
		});
	});

	test("in use in the same process is refused, and free after close", async () => {
		const directory = temporaryDirectory();
		const storage = await open(directory);
		await expect(open(directory)).rejects.toMatchObject({
			code: "in_use",
			message: expect.stringMatching(
				new RegExp(`${directory}.*pid ${process.pid}`),
			),
		});
		await expect(open(directory)).rejects.toMatchObject({ code: "in_use" });
		await storage.close();
		await storage.close();
		expect(existsSync(join(directory, "lock.pid"))).toBe(false);
		await open(directory);
	});
});

describe("the file", () => {
	test("of a newer version is refused and left alone", async () => {
		const directory = temporaryDirectory();
		const storage = await open(directory);
		await storage.close();
		const db = new DatabaseSync(join(directory, "state.db"));
		db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
		db.close();
		for (let attempt = 0; attempt < 2; attempt += 1) {
			await expect(open(directory)).rejects.toMatchObject({
				code: "newer_version",
				message: expect.stringContaining("newer version"),
			});
		}
	});

	test("that is not a database is kept aside, and a new one takes its place", async () => {
		const directory = temporaryDirectory();
		const garbage = "not a database ".repeat(1000);
		writeFileSync(join(directory, "state.db"), garbage);

		const storage = await open(directory);
		await storage.commit([], { key: "key", value: "value" });

		expect(await storage.checkpoint("key")).toBe("value");
		const kept = readdirSync(directory).filter((name) =>
			name.startsWith("state.db.corrupt-"),
		);
		expect(kept).toHaveLength(1);
		expect(readFileSync(join(directory, kept[0] as string), "utf8")).toBe(
			garbage,
		);
		await storage.close();
	});

	test("after close says that it is closed", async () => {
		const storage = await open(temporaryDirectory());
		await storage.close();
		await expect(storage.commit([], undefined)).rejects.toMatchObject({
			code: "closed",
		});
	});
});
