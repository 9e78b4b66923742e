// Every stream, from files and from objects, of two orgs in one process, on the way to
// a real Collector.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse, stringify } from "yaml";
import type { SimulatorOptions } from "../../simulator/options.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { startSimulator } from "../../simulator/start-simulator.ts";
import type { CollectedRecord } from "./collected-record.ts";
import { type Collector, startCollector } from "./collector.ts";
import {
	compareRecords,
	everyOneOf,
	expectedRecords,
	NOTHING_WRONG,
} from "./compare-records.ts";
import { startReceiver } from "./receiver-process.ts";

const DEADLINE_MS = 40_000;
const POLL = { poll_interval: "500ms" };
/** Rows can be seen three seconds after their event, and the clocks stand still. */
const EVENT_OBJECTS = {
	...POLL,
	initial_lookback: "30h",
	visibility_lag: "1s",
};

const APEX_TYPES = [
	"ApexCallout",
	"ApexExecution",
	"ApexRestApi",
	"ApexSoap",
	"ApexTrigger",
	"ApexUnexpectedException",
	"ConcurrentLongRunningApexLimit",
	"ExternalCustomApexCallout",
	"QueuedExecution",
];
const FURTHER_TYPES = ["LoginAs", "RestApi", "URI", "FutureThing"];
const FURTHER_OBJECTS = ["ApiEvent", "ReportEvent"];

async function newOrg(options: SimulatorOptions): Promise<Simulator> {
	const org = await startSimulator({
		speed: 0,
		rhythm: false,
		hours: 4,
		// The Date header has whole seconds.
		start_time: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
		...options,
	});
	onTestFinished(() => org.close());
	return org;
}

async function newCollector(directory: string): Promise<Collector> {
	const collector = await startCollector({ directory });
	onTestFinished(() => collector.stop());
	return collector;
}

function resourcesOf(records: readonly CollectedRecord[], org: Simulator) {
	const its = records.filter(
		({ resource }) =>
			resource["salesforce.organization.id"] === org.organizationId,
	);
	return {
		records: its.length,
		resources: [
			...new Set(its.map(({ resource }) => JSON.stringify(resource))),
		].map((resource) => JSON.parse(resource)),
	};
}

test("every event of four streams from files and objects of two orgs arrives once, over Protobuf and over JSON, with every attribute", async () => {
	const directory = await mkdtemp(join(tmpdir(), "salesforce-otlp-e2e-"));
	onTestFinished(() => rm(directory, { recursive: true }));
	const first = await newOrg({
		seed: 11,
		rows_per_hour: 150,
		releases: ["2023", "2026"],
		event_types: { ApexSoap: 40, ConcurrentLongRunningApexLimit: 20 },
		objects: { SetupAuditTrail: 60 },
	});
	const second = await newOrg({
		seed: 12,
		rows_per_hour: 150,
		organization: { name: "Second", my_domain: "second" },
		streams: ["login", "logout"],
		event_types: {
			LoginAs: 5,
			RestApi: 40,
			URI: 60,
			FutureThing: {
				rows_per_hour: 20,
				columns: { CITY: "String", COUNT: "Number", FLAG: "Boolean" },
			},
		},
		objects: Object.fromEntries(FURTHER_OBJECTS.map((name) => [name, 30])),
	});
	const overProto = await newCollector(join(directory, "proto"));
	const overJson = await newCollector(join(directory, "json"));
	const collectors = [overProto, overJson];

	const firstConfig = parse(
		first.config({
			streams: {
				login: POLL,
				logout: POLL,
				apex: POLL,
				setup_audit_trail: POLL,
			},
		}),
	);
	const secondConfig = parse(
		second.config({
			streams: {
				login: { source: "object", ...EVENT_OBJECTS },
				logout: { source: "object", ...EVENT_OBJECTS },
				event_log_files: POLL,
				event_objects: EVENT_OBJECTS,
			},
		}),
	);
	const receiver = await startReceiver({
		directory,
		config: stringify({
			receivers: {
				"salesforce/first": firstConfig.receivers.salesforce,
				"salesforce/second": {
					...secondConfig.receivers.salesforce,
					resource: { "deployment.environment.name": "staging" },
				},
			},
			exporters: {
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
			},
			extensions: { file_storage: { directory: join(directory, "state") } },
			service: {
				extensions: ["file_storage"],
				pipelines: {
					logs: {
						receivers: ["salesforce/first", "salesforce/second"],
						exporters: ["otlp_http/proto", "otlp_http/json"],
					},
				},
			},
		}),
	});
	onTestFinished(async () => void (await receiver.end("SIGKILL")));

	const ofFirst = expectedRecords(first, {
		eventTypes: ["Login", "Logout", ...APEX_TYPES],
		objects: ["SetupAuditTrail"],
	});
	const ofSecond = expectedRecords(second, {
		eventTypes: FURTHER_TYPES,
		objects: ["LoginEvent", "LogoutEvent", ...FURTHER_OBJECTS],
	});
	const expected = new Map([...ofFirst, ...ofSecond]);
	// Otherwise a type of which nothing was published would prove nothing.
	expect(
		new Set(
			[...expected.values()].map(
				({ attributes }) =>
					`${attributes["salesforce.event.type"]} from ${attributes["salesforce.event.source"]}`,
			),
		),
	).toEqual(
		new Set([
			...["Login", "Logout", ...APEX_TYPES, ...FURTHER_TYPES].map(
				(type) => `${type} from event_log_file`,
			),
			...["Login", "Logout", "SetupAuditTrail", ...FURTHER_OBJECTS].map(
				(type) => `${type} from object`,
			),
		]),
	);

	const ended = receiver.exited.then((exit) => {
		throw new Error(`the receiver ended: ${JSON.stringify(exit)}`);
	});
	try {
		await Promise.race([
			ended,
			Promise.all(
				collectors.map((collector) =>
					collector.waitForRecords(everyOneOf(expected), DEADLINE_MS),
				),
			),
		]);
		// Further polls of both orgs find nothing that was not sent.
		for (const org of [first, second]) {
			const asked = org.requests().filter((r) => r.endpoint === "query").length;
			await Promise.race([
				ended,
				org.requested(
					{ endpoint: "query" },
					{ count: asked + 20, signal: AbortSignal.timeout(DEADLINE_MS) },
				),
			]);
		}
	} catch (cause) {
		const arrived = await overProto.records();
		const comparison = compareRecords(arrived, expected);
		const said = (await receiver.log()).slice(-4_000);
		throw new Error(
			`not everything arrived: ${Object.entries(comparison)
				.filter(([key]) => key !== "examples")
				.map(([key, count]) => `${key} ${count}`)
				.join(", ")}; the receiver said:\n${said}`,
			{ cause },
		);
	}
	ended.catch(() => {});
	expect(await receiver.end("SIGTERM")).toEqual({ code: 0, signal: null });

	for (const collector of collectors) {
		await collector.stop();
		const records = await collector.records();
		expect(compareRecords(records, expected)).toEqual(NOTHING_WRONG);
		expect(resourcesOf(records, first)).toEqual({
			records: ofFirst.size,
			resources: [
				{
					"service.name": "salesforce",
					"salesforce.organization.id": first.organizationId,
					"salesforce.instance.url": first.url,
				},
			],
		});
		expect(resourcesOf(records, second)).toEqual({
			records: ofSecond.size,
			resources: [
				{
					"service.name": "salesforce",
					"salesforce.organization.id": second.organizationId,
					"salesforce.instance.url": second.url,
					"deployment.environment.name": "staging",
				},
			],
		});
	}
});
