import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openFileStorage } from "../../../../extensions/file-storage/open-file-storage.ts";
import type { Deduplication } from "../../../../pipeline/log-batch.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import type { Storage } from "../../../../pipeline/storage.ts";
import { createDeduplicator } from "../../../../service/deduplication/deduplicator.ts";
import { createTelemetry } from "../../../../service/telemetry/create-telemetry.ts";

const HOUR = 3600;
const DAY_MS = 86_400_000;
const resource = resourceFromAttributes({});
const scope = { name: "test" };

let directory: string;
let storage: Storage;
let time: number;
const clock = { now: () => time, sleep: async () => {} };
const telemetry = createTelemetry({
	level: "error",
	encoding: "console",
	write() {},
	clock,
});

beforeEach(async () => {
	time = 1_000_000_000_000;
	directory = mkdtempSync(join(tmpdir(), "deduplicator-"));
	storage = await openFileStorage({ directory, telemetry, clock });
});

afterEach(async () => {
	await storage.close();
	rmSync(directory, { recursive: true, force: true });
});

function record(uid: string | undefined, seconds = 10 * HOUR): LogRecord {
	return {
		hrTime: [seconds, 0],
		hrTimeObserved: [seconds, 0],
		resource,
		instrumentationScope: scope,
		attributes: uid === undefined ? {} : { "log.record.uid": uid },
		droppedAttributesCount: 0,
	};
}

const uids = (count: number) =>
	Array.from({ length: count }, () => randomBytes(16).toString("hex"));

const uidsOf = (records: readonly LogRecord[]) =>
	records.map(({ attributes }) => attributes["log.record.uid"]);

const from = (
	origin: string,
	name = "salesforce:org:Login",
): Deduplication => ({
	scope: name,
	origin,
	windowMs: 4 * DAY_MS,
});

/** Delivers a batch as the fan-out does; gives what was new. */
async function deliver(
	records: readonly LogRecord[],
	deduplication: Deduplication,
	deduplicator = createDeduplicator(storage, telemetry),
): Promise<readonly LogRecord[]> {
	const admitted = await deduplicator.admit({ records, deduplication }, time);
	await storage.commit([], undefined, admitted.delivered);
	return admitted.content.records ?? [];
}

describe("deduplicator", () => {
	test("a replaced file sends only its new rows, in their order", async () => {
		const old = uids(50);
		const fresh = uids(3);
		await deliver(
			old.map((uid) => record(uid)),
			from("file version 1"),
		);

		const mixed = [fresh[0], ...old, fresh[1], fresh[2]];
		const sent = await deliver(
			mixed.map((uid) => record(uid)),
			from("file version 2"),
		);

		expect(uidsOf(sent)).toEqual(fresh);
	});

	test("a file that nothing came before is passed on as it is", async () => {
		const records = uids(10).map((uid) => record(uid));

		expect(await deliver(records, from("file"))).toBe(records);
	});

	test("what one origin delivers is never compared with itself", async () => {
		const [same] = uids(1);
		const deduplicator = createDeduplicator(storage, telemetry);

		await deliver([record(same)], from("file"), deduplicator);
		const sent = await deliver([record(same)], from("file"), deduplicator);

		expect(sent).toHaveLength(1);
	});

	test("scopes do not collide, so two orgs never hide each other's events", async () => {
		const [same] = uids(1);
		await deliver([record(same)], from("a", "salesforce:org1:Login"));

		const sent = await deliver(
			[record(same)],
			from("b", "salesforce:org2:Login"),
		);

		expect(sent).toHaveLength(1);
	});

	test("compares every hour that a file covers", async () => {
		const day = uids(48).map((uid, n) => record(uid, n * (HOUR / 2)));
		await deliver(day, from("version 1"));
		const late = record(uids(1)[0], 5 * HOUR);

		const sent = await deliver([...day, late].reverse(), from("version 2"));

		expect(sent).toEqual([late]);
	});

	test("knows identifiers that are no hash: UUIDs and Salesforce ids", async () => {
		const records = [
			record("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
			record("0Ym5j000019nwonCAA"),
		];
		await deliver(records, from("poll 1"));

		expect(await deliver(records, from("poll 2"))).toEqual([]);
	});

	test("a record without a uid is always delivered", async () => {
		await deliver([record(undefined)], from("poll 1"));

		expect(await deliver([record(undefined)], from("poll 2"))).toHaveLength(1);
	});

	test("survives a restart", async () => {
		const records = uids(5).map((uid) => record(uid));
		await deliver(records, from("version 1"));
		await storage.close();
		storage = await openFileStorage({ directory, telemetry, clock });

		expect(await deliver(records, from("version 2"))).toEqual([]);
	});

	test("forgets after the window", async () => {
		const records = uids(5).map((uid) => record(uid));
		await deliver(records, from("version 1"));
		time += 4 * DAY_MS + 1;
		await storage.commit([], undefined, []);

		expect(await deliver(records, from("version 2"))).toHaveLength(5);
	});

	test("counts what it keeps back", async () => {
		const before = telemetry.metrics.total(
			"salesforce_receiver_duplicate_log_records",
		);
		const records = uids(7).map((uid) => record(uid));
		await deliver(records, from("version 1"));
		await deliver(records, from("version 2"));

		expect(
			telemetry.metrics.total("salesforce_receiver_duplicate_log_records") -
				before,
		).toBe(7);
	});
});
