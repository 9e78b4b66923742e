// The main job against the real thing: a simulated org, the product in a process
// of its own, and a real OpenTelemetry Collector behind each exporter.

import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { rowsContent } from "../../simulator/log-files/file-content.ts";
import type { SimulatorOptions } from "../../simulator/options.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { startSimulator } from "../../simulator/start-simulator.ts";
import { type Collector, freePort, startCollector } from "./collector.ts";
import {
	compareRecords,
	type ExpectedRecords,
	everyOneOf,
	expectedRecords,
	NOTHING_WRONG,
} from "./compare-records.ts";
import { REAL_LOGIN_ROW } from "./real-login-row.ts";
import { type ReceiverProcess, startReceiver } from "./receiver-process.ts";

const DEADLINE_MS = 60_000;
/** More than any request of 1,000,000 bytes holds. */
const MAX_RECORDS_A_REQUEST = 2_000;
const QUICK_RETRY = { initial_interval: "50ms", max_interval: "200ms" };

async function newDirectory(): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), "salesforce-otlp-e2e-"));
	onTestFinished(() => rm(directory, { recursive: true }));
	return directory;
}

/** Its clock stands still, so that no further file appears while a test compares; every hour has the same number of rows. */
async function newOrg(options: SimulatorOptions): Promise<Simulator> {
	const org = await startSimulator({
		speed: 0,
		rhythm: false,
		streams: ["login"],
		...options,
	});
	onTestFinished(() => org.close());
	return org;
}

async function newCollector(
	directory: string,
	port?: number,
): Promise<Collector> {
	const collector = await startCollector({
		directory,
		...(port === undefined ? {} : { port }),
	});
	onTestFinished(() => collector.stop());
	return collector;
}

async function newReceiver(
	directory: string,
	org: Simulator,
	exporters: Readonly<Record<string, object>>,
): Promise<ReceiverProcess> {
	const receiver = await startReceiver({
		directory,
		config: org.config({
			login: { poll_interval: "250ms" },
			exporters,
			extensions: { file_storage: { directory: join(directory, "state") } },
		}),
	});
	onTestFinished(async () => void (await receiver.end("SIGKILL")));
	return receiver;
}

/** Waits for the Collector, but not for a receiver that is no longer there. */
async function arrival(
	receiver: ReceiverProcess,
	arrived: Promise<unknown>,
): Promise<void> {
	const ended = receiver.exited.then((exit) => {
		throw new Error(`the receiver ended: ${JSON.stringify(exit)}`);
	});
	try {
		await Promise.race([arrived, ended]);
	} catch (cause) {
		const said = (await receiver.log()).slice(-4_000);
		throw new Error(`not everything arrived; the receiver said:\n${said}`, {
			cause,
		});
	}
}

function arrivalOf(
	expected: ExpectedRecords,
	receiver: ReceiverProcess,
	collectors: readonly Collector[],
): Promise<void> {
	return arrival(
		receiver,
		Promise.all(
			collectors.map((collector) =>
				collector.waitForRecords(everyOneOf(expected), DEADLINE_MS),
			),
		),
	);
}

/** A file that no generator makes: other columns in another order, equal rows, a line end in a cell. */
function publishUnusualFile(org: Simulator): void {
	const row = {
		NEW_IN_2027: "kept",
		...Object.fromEntries(Object.entries(REAL_LOGIN_ROW).reverse()),
		ORGANIZATION_ID: org.organizationId.slice(0, 15),
	};
	org.publishFile({
		sequence: 2,
		content: rowsContent(Object.keys(row), [
			row,
			{ ...row, BROWSER_TYPE: 'Kiosk "West"\r\n/1.0', NEW_IN_2027: "" },
			row,
			{ ...row, LOGIN_STATUS: "LOGIN_ERROR_PASSWORD_LOCKOUT", RUN_TIME: "" },
			{ ...row, REQUEST_ID: "5b8efff798038103d269b633813fc60c" },
			row,
		]),
	});
}

describe("Login files on their way to a Collector", () => {
	test("every row arrives once, over Protobuf and over JSON, whatever the compression, with every attribute", async () => {
		const began = BigInt(Date.now()) * 1_000_000n;
		const directory = await newDirectory();
		const org = await newOrg({
			hours: 8,
			rows_per_hour: 500,
			releases: ["2021", "2023", "2026"],
		});
		const overProto = await newCollector(join(directory, "proto"));
		const overJson = await newCollector(join(directory, "json"));
		const overZstd = await newCollector(join(directory, "zstd"));
		const receiver = await newReceiver(directory, org, {
			"otlp_http/proto": {
				endpoint: overProto.endpoint,
				encoding: "proto",
				compression: "gzip",
			},
			"otlp_http/json": {
				endpoint: overJson.endpoint,
				encoding: "json",
				compression: "none",
			},
			"otlp_http/zstd": {
				endpoint: overZstd.endpoint,
				compression: "zstd",
			},
		});
		const collectors = [overProto, overJson, overZstd];
		await arrivalOf(expectedRecords(org), receiver, collectors);

		publishUnusualFile(org);
		const expected = expectedRecords(org);
		await arrivalOf(expected, receiver, collectors);

		// Two more polls that have nothing new to read.
		const isQuery = { endpoint: "query" } as const;
		const asked = org.requests().filter((r) => r.endpoint === "query").length;
		await org.requested(isQuery, {
			count: asked + 2,
			signal: AbortSignal.timeout(DEADLINE_MS),
		});
		expect(await receiver.end("SIGTERM")).toEqual({ code: 0, signal: null });

		expect(expected.size).toBe(8 * 500 + 6);
		for (const collector of collectors) {
			await collector.stop();
			const records = await collector.records();
			expect(compareRecords(records, expected)).toEqual(NOTHING_WRONG);

			const [record] = records;
			expect(record?.resource).toEqual({
				"service.name": "salesforce",
				"salesforce.organization.id": org.organizationId,
				"salesforce.instance.url": org.url,
			});
			expect(record?.scope.name).toContain("salesforce");
			expect(record?.scope.version).toMatch(/^\d+\.\d+\.\d+/);
			const now = BigInt(Date.now()) * 1_000_000n;
			for (const { observedTimestamp } of records) {
				expect(BigInt(observedTimestamp)).toBeGreaterThanOrEqual(began);
				expect(BigInt(observedTimestamp)).toBeLessThanOrEqual(now);
			}
		}
	});

	test("kill -9 in mid-file loses nothing, and repeats no more than what was in flight", async () => {
		const directory = await newDirectory();
		const org = await newOrg({ hours: 2, rows_per_hour: 25_000 });
		const expected = expectedRecords(org);
		const collector = await newCollector(join(directory, "collector"));
		const consumers = 2;
		const exporters = {
			otlp_http: {
				endpoint: collector.endpoint,
				retry_on_failure: QUICK_RETRY,
				sending_queue: { num_consumers: consumers },
			},
		};

		const kills = [1, expected.size / 4, expected.size / 2];
		for (const after of kills) {
			const victim = await newReceiver(directory, org, exporters);
			await arrival(
				victim,
				collector.waitForRecords((r) => r.length >= after, DEADLINE_MS),
			);
			expect(await victim.end("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
			// Otherwise the kill came too late to show anything.
			expect((await collector.records()).length).toBeLessThan(expected.size);
		}
		const receiver = await newReceiver(directory, org, exporters);
		await arrivalOf(expected, receiver, [collector]);
		expect(await receiver.end("SIGTERM")).toEqual({ code: 0, signal: null });
		await collector.stop();

		const comparison = compareRecords(await collector.records(), expected);
		expect(comparison).toEqual({
			...NOTHING_WRONG,
			repeated: expect.any(Number),
		});
		expect(comparison.repeated).toBeLessThanOrEqual(
			kills.length * consumers * MAX_RECORDS_A_REQUEST,
		);
	});

	test("a Collector that is down gets everything once when it comes up, also across a kill -9", async () => {
		const directory = await newDirectory();
		const org = await newOrg({ hours: 4, rows_per_hour: 300 });
		const expected = expectedRecords(org);
		const port = await freePort();
		const exporters = {
			otlp_http: {
				endpoint: `http://127.0.0.1:${port}`,
				retry_on_failure: QUICK_RETRY,
			},
		};
		const dead = createServer((socket) => socket.destroy());
		dead.listen(port, "127.0.0.1");
		const attempt = once(dead, "connection", {
			signal: AbortSignal.timeout(DEADLINE_MS),
		});
		const victim = await newReceiver(directory, org, exporters);
		await arrival(victim, attempt);
		dead.close();
		await once(dead, "close");
		// From here on connections are refused; the org is read all the same.
		await arrival(
			victim,
			org.requested(
				{ endpoint: "log_file" },
				{ count: 4, signal: AbortSignal.timeout(DEADLINE_MS) },
			),
		);
		await victim.end("SIGKILL");

		const receiver = await newReceiver(directory, org, exporters);
		const collector = await newCollector(join(directory, "collector"), port);
		await arrivalOf(expected, receiver, [collector]);
		expect(await receiver.end("SIGTERM")).toEqual({ code: 0, signal: null });
		await collector.stop();

		expect(compareRecords(await collector.records(), expected)).toEqual(
			NOTHING_WRONG,
		);
	});
});
