// The `state` command on real state directories: beside a running product, and
// after it. The commands run in processes of their own.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createOtlpEncoder } from "../../exporters/otlp/encoder.ts";
import { openFileStorage } from "../../extensions/file-storage/open-file-storage.ts";
import type { Storage } from "../../pipeline/storage.ts";
import { logRecords } from "../unit/exporters/log-records.ts";
import { recordingTelemetry } from "../unit/exporters/recording-telemetry.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import { runProduct, startProduct } from "./support/product-process.ts";
import { publishedUids, startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** Processes that start side by side, each several times. */
const TIMEOUT_MS = 120_000;
const LOGIN = "salesforce:00D000000000001EAA:event_log_file:hourly:Login";
const LOGIN_EVENT = "salesforce:00D000000000001EAA:object:LoginEvent";

const state = (directory: string, ...args: string[]) =>
	runProduct(["state", ...args, "--directory", directory]);

const openStorage = (directory: string) =>
	openFileStorage({ directory, telemetry: recordingTelemetry() });

/** Two exporters: `a` has two dead letters, one of them partly delivered, and `b` a request that waits. */
async function fill(storage: Storage): Promise<void> {
	const encoder = createOtlpEncoder({
		encoding: "proto",
		compression: "gzip",
		maxSize: 1_000_000,
		sizer: "bytes",
	});
	const [request] = await encoder.encode(logRecords(3));
	if (request === undefined) throw new Error("nothing was encoded");
	for (const partlyDelivered of [false, true]) {
		await storage.commit([{ request, exporters: ["a"] }], undefined);
		const [position] = await storage.queue("a").next(undefined, 1);
		if (position === undefined) throw new Error("nothing is queued");
		const reason = { status: 400, message: "HTTP 400: no", partlyDelivered };
		await storage.queue("a").settle([{ position, refused: [{ reason }] }]);
	}
	await storage.commit([{ request, exporters: ["b"] }], undefined);
}

async function filledDirectory() {
	const directory = temporaryDirectory();
	const storage = await openStorage(directory.path);
	await fill(storage);
	await storage.close();
	return directory;
}

describe.concurrent("beside a running product", { timeout: TIMEOUT_MS }, () => {
	test("what only reads works, what changes something is refused; afterwards it goes on, and what was reset comes again", async () => {
		using directory = temporaryDirectory();
		await using org = await startOrg();
		await using good = await startBackend();
		await using bad = await startBackend(() => ({ status: 400, body: "no" }));
		const config = writeConfig(directory.path, org, {
			"otlp_http/good": { endpoint: good.url },
			"otlp_http/bad": { endpoint: bad.url },
		});
		const run = (...args: string[]) =>
			runProduct(["state", ...args, "--config", config]);
		{
			await using product = startProduct(["--config", config]);
			await good.until(() => good.uids.size === publishedUids(org).size);
			await product.until(() => product.stderr.includes("400"));

			const shown = JSON.parse((await run("show", "--json")).stdout);
			const [stream] = shown.streams;
			expect(stream).toMatchObject({
				receiver: "salesforce",
				organization_id: org.organizationId,
				stream: "event_log_file hourly Login",
				open_files: 0,
				problem: null,
			});
			expect(shown.delivered_uids.count).toBe(20);
			expect(shown.exporters).toMatchObject([
				{ id: "otlp_http/bad", configured: true, dead_letters: 2 },
				{ id: "otlp_http/good", queue: { requests: 0 }, dead_letters: 0 },
			]);

			const letter = await run("dead-letters", "show", "1");
			expect(letter).toMatchObject({ code: 0, stderr: "" });
			expect(letter.stdout).toMatch(/answer +HTTP 400/);

			for (const change of [
				["reset", stream.key],
				["dead-letters", "drop", "--all"],
				["drop-exporter", "otlp_http/bad", "--yes"],
				["set-checkpoint", stream.key, "2026-05-01"],
			]) {
				const { code, stdout, stderr } = await run(...change);
				expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
				expect(stderr).toContain(`process ${product.pid}`);
				expect(stderr).toContain(join(directory.path, "state"));
			}
			product.kill("SIGKILL");
			await product.exited;
		}
		expect((await run("show")).stdout).toContain("otlp_http/bad");
		expect((await run("reset", "--yes")).code).toBe(0);

		const before = good.records.length;
		await using again = startProduct(["--config", config]);
		await good.until(() => good.records.length === before + 20);
		again.kill("SIGTERM");
		expect((await again.exited).code).toBe(0);
		expect(good.uids.size).toBe(publishedUids(org).size);
	});
});

describe.concurrent("dead letters", { timeout: TIMEOUT_MS }, () => {
	test("are listed and shown as text; the bytes can be had", async () => {
		using directory = await filledDirectory();
		const file = join(directory.path, "letter.bin");
		const [list, shown, written, missing] = await Promise.all([
			state(directory.path, "dead-letters", "list"),
			state(directory.path, "dead-letters", "show", "2"),
			state(directory.path, "dead-letters", "show", "1", "--to-file", file),
			state(directory.path, "dead-letters", "show", "9"),
		]);
		expect(list.stdout).toMatch(/^1 +a .*HTTP 400: no$/m);
		expect(shown.stdout).toContain("in part");
		expect(shown.stdout.match(/event \d/g)).toHaveLength(3);
		expect(written.code).toBe(0);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(missing.code).toBe(1);
		expect(missing.stderr).toContain("no dead letter with id 9");
	});

	test("are sent again, those partly delivered only with --yes", async () => {
		using directory = await filledDirectory();
		const refused = await state(
			directory.path,
			...["dead-letters", "retry", "--exporter", "a"],
		);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain("partly delivered: 2");
		const one = await state(directory.path, "dead-letters", "retry", "1");
		expect(one.code).toBe(0);
		const other = await state(
			directory.path,
			...["dead-letters", "retry", "2", "--yes"],
		);
		expect(other.code).toBe(0);
		const storage = await openStorage(directory.path);
		expect(storage.queue("a").depth).toMatchObject({ requests: 2, records: 6 });
		expect(await storage.deadLetters.count("a")).toBe(0);
		await storage.close();
	});

	test("are dropped all or none; none without being named", async () => {
		using directory = await filledDirectory();
		const drop = (...args: string[]) =>
			state(directory.path, "dead-letters", "drop", ...args);
		expect((await drop()).code).toBe(2);
		expect((await drop("1", "9")).stderr).toContain("with id 9");
		const { stdout } = await state(
			directory.path,
			...["dead-letters", "list", "--json"],
		);
		expect(JSON.parse(stdout)).toHaveLength(2);
		expect((await drop("--exporter", "a")).stdout).toContain("2 dead letters");
	});

	test("and the queue of an exporter go with it, once that is confirmed", async () => {
		using directory = await filledDirectory();
		const drop = (...args: string[]) =>
			state(directory.path, "drop-exporter", ...args);
		const asked = await drop("a");
		expect(asked.code).toBe(2);
		expect(asked.stderr).toContain("2 dead letters");
		expect((await drop("a", "--yes")).code).toBe(0);
		const gone = await drop("a", "--yes");
		expect(gone.code).toBe(1);
		expect(gone.stderr).toContain("there is something for: b");
	});
});

describe.concurrent("checkpoints", { timeout: TIMEOUT_MS }, () => {
	test("are set by a time, refused when the stream can't read them, and moved to another directory", async () => {
		using directory = await filledDirectory();
		using other = temporaryDirectory();
		const set = (...args: string[]) =>
			state(directory.path, "set-checkpoint", ...args);
		const wrong = await Promise.all([
			set(LOGIN, "yesterday"),
			set("Login", "2026-05-01"),
			set(LOGIN),
		]);
		expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2]);
		expect((await set(LOGIN, "2026-05-01T00:00:00Z")).code).toBe(0);
		expect((await set(LOGIN_EVENT, "2026-05-02")).code).toBe(0);

		const file = join(directory.path, "export.json");
		const exported = await state(directory.path, "export", "--output", file);
		expect(exported.code).toBe(0);
		expect(exported.stderr).toContain("not exported of exporter b: 1 request");

		expect((await state(other.path, "import", file)).code).toBe(0);
		const again = await state(other.path, "import", file);
		expect(again.code).toBe(2);
		expect(again.stderr).toContain("add --yes");
		const shown = await state(other.path, "show", "--json");
		expect(JSON.parse(shown.stdout).streams).toMatchObject([
			{ key: LOGIN, position: "2026-05-01T00:00:00.000Z", initial: true },
			{ key: LOGIN_EVENT, position: "2026-05-02T00:00:00.000Z" },
		]);

		const reset = await state(other.path, "reset", LOGIN);
		expect(reset.code).toBe(0);
		const unknown = await state(other.path, "reset", LOGIN, LOGIN_EVENT);
		expect(unknown.code).toBe(1);
		const left = JSON.parse((await state(other.path, "export")).stdout);
		expect(left.checkpoints).toMatchObject([{ key: LOGIN_EVENT }]);
	});

	test("that were reset with --redeliver forget what was delivered of that event type", async () => {
		using directory = temporaryDirectory();
		const scope = (eventType: string) =>
			`salesforce:00D000000000001EAA:${eventType}`;
		const storage = await openStorage(directory.path);
		const uids = { origin: "x", hour: 1, expiresAt: 9e15 };
		await storage.commit([], { key: LOGIN_EVENT, value: "?" }, [
			{ ...uids, scope: scope("Login"), uids: Buffer.alloc(16) },
			{ ...uids, scope: scope("Logout"), uids: Buffer.alloc(32) },
		]);
		await storage.close();
		const shown = await state(directory.path, "show");
		expect(shown.stdout).toContain("unreadable: not JSON");
		await state(directory.path, "reset", LOGIN_EVENT, "--redeliver");
		const { stdout } = await state(directory.path, "show", "--json");
		expect(JSON.parse(stdout)).toMatchObject({
			streams: [],
			delivered_uids: { count: 2 },
		});
	});

	test("of a file that is not an export are not taken over", async () => {
		using directory = await filledDirectory();
		const file = join(directory.path, "wrong.json");
		const checkpoints = [{ key: LOGIN, value: "{}", updated_at: 0 }];
		const saved_at = "2026-05-01T00:00:00Z";
		writeFileSync(file, JSON.stringify({ v: 1, saved_at, checkpoints }));
		const { code, stderr } = await state(directory.path, "import", file);
		expect(code).toBe(2);
		expect(stderr).toContain(LOGIN);
		expect(readFileSync(join(directory.path, "state.db"))).not.toHaveLength(0);
	});

	test("a directory without state is named, and none is made", async () => {
		using directory = temporaryDirectory();
		const missing = join(directory.path, "missing");
		for (const args of [["show"], ["reset", "--yes"]]) {
			const { code, stderr } = await state(missing, ...args);
			expect(code).toBe(1);
			expect(stderr).toContain(missing);
		}
		expect(statSync(missing, { throwIfNoEntry: false })).toBeUndefined();
	});
});
