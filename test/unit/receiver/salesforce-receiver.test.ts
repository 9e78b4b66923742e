import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import {
	type SalesforceReceiverConfig,
	salesforceReceiverSchema,
} from "../../../config/schema/salesforce-receiver.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import { type LogBatch, recordCount } from "../../../pipeline/log-batch.ts";
import type { SalesforceClient } from "../../../receiver/api/client.ts";
import { SalesforceError } from "../../../receiver/api/salesforce-error.ts";
import { createSalesforceReceiver } from "../../../receiver/salesforce-receiver.ts";
import { orgClientOf } from "./org-client.ts";
import { createRecordingTelemetry } from "./sources/event-log-file/collector.ts";
import {
	createFakeOrg,
	csvOf,
	HOUR,
	ORGANIZATION_ID,
} from "./sources/event-log-file/fake-org.ts";
import { createFakeObjectOrg } from "./sources/object/fake-object-org.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

function configOf(
	instanceUrl: string,
	streams: Record<string, unknown>,
): SalesforceReceiverConfig {
	const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
	return salesforceReceiverSchema.parse({
		instance_url: instanceUrl,
		auth: {
			jwt_bearer: {
				client_id: "client",
				username: "user@example.com",
				private_key: pem,
			},
		},
		streams,
		resource: { "deployment.environment.name": "test" },
		idle_timeout: "5s",
		connect_timeout: "5s",
	});
}

function setUp(
	instanceUrl: string,
	client?: SalesforceClient,
	streams: Record<string, unknown> = { login: {} },
) {
	const batches: LogBatch[] = [];
	const telemetry = createRecordingTelemetry();
	const stored = new Map<string, string>();
	const arrived = Promise.withResolvers<void>();
	const create = () =>
		createSalesforceReceiver({
			id: "salesforce/test",
			config: configOf(instanceUrl, streams),
			consumer: {
				async consume(batch) {
					batches.push(batch);
					const { checkpoint } = batch;
					if (checkpoint) stored.set(checkpoint.key, checkpoint.value);
					if (recordCount(batch) > 0) arrived.resolve();
				},
			},
			checkpoints: async (key) => stored.get(key),
			forgetCheckpoints: async (keys) =>
				keys.forEach((key) => void stored.delete(key)),
			telemetry,
			clock: systemClock,
			version: "1.2.3",
			random: () => 0,
			...(client === undefined ? {} : { client: orgClientOf(client) }),
		});
	return { batches, stored, create, telemetry, arrived: arrived.promise };
}

test("logs in, reads an org over HTTP, and goes on from its checkpoint", async () => {
	const body = csvOf(["a", "b"]);
	const downloads: string[] = [];
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? "/", "http://localhost");
		response.setHeader("content-type", "application/json");
		const { host } = request.headers;
		if (url.pathname.endsWith("/token")) {
			response.end(
				JSON.stringify({
					access_token: "secret",
					instance_url: `http://${host}`,
					id: `http://${host}/id/${ORGANIZATION_ID}/0055j00000AT6I1AAL`,
					token_type: "Bearer",
				}),
			);
		} else if (url.pathname === "/services/data") {
			response.end('[{"version":"67.0"}]');
		} else if (url.pathname.endsWith("/describe")) {
			response.end('{"fields":[{"name":"Interval","type":"picklist"}]}');
		} else if (url.pathname.endsWith("/query")) {
			const created = new Date(Date.now() - HOUR).toISOString();
			const records = [
				{
					Id: "0AT000000000001",
					EventType: "Login",
					CreatedDate: created,
					LogDate: created,
					Interval: "Hourly",
					Sequence: 1,
					LogFile: "/file",
					LogFileLength: body.length,
				},
			];
			if (downloads.length > 0) records.length = 0;
			response.end(JSON.stringify({ totalSize: 1, done: true, records }));
		} else {
			downloads.push(url.pathname);
			response.end(body);
		}
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	closing.push(
		() => new Promise((resolve) => server.close(() => resolve(undefined))),
	);
	const { port } = server.address() as AddressInfo;
	const { batches, stored, create } = setUp(`http://127.0.0.1:${port}`);

	const receiver = create();
	await receiver.pollOnce(new AbortController().signal);
	await receiver.shutdown();
	const again = create();
	await again.pollOnce(new AbortController().signal);
	await again.shutdown();

	const records = batches.flatMap((batch) => batch.records ?? []);
	expect(records).toHaveLength(2);
	expect(downloads).toEqual(["/file"]);
	expect([...stored.keys()]).toEqual([
		`salesforce/test:${ORGANIZATION_ID}:event_log_file:hourly:Login`,
	]);
	expect(records[0]?.resource).toBe(records[1]?.resource);
	expect(records[0]?.resource.attributes).toMatchObject({
		"salesforce.organization.id": ORGANIZATION_ID,
		"deployment.environment.name": "test",
	});
	expect(records[0]?.instrumentationScope.version).toBe("1.2.3");
});

test("starts, reads at once, and stops when it is told to", async () => {
	const org = createFakeOrg();
	org.add({ requestIds: ["a"] });
	const { batches, create, arrived } = setUp(
		"https://example.my.salesforce.com",
		org.client(),
	);
	const receiver = create();
	receiver.start();
	await arrived;
	await Promise.all([receiver.shutdown(), receiver.shutdown()]);
	expect(batches.flatMap((batch) => batch.records ?? [])).toHaveLength(1);
});

test("a poll that fails tells its caller", async () => {
	const org = createFakeOrg();
	const { create } = setUp("https://example.my.salesforce.com", {
		...org.client(),
		async organizationId() {
			throw new Error("no login");
		},
	});
	const receiver = create();
	await expect(receiver.pollOnce(new AbortController().signal)).rejects.toThrow(
		"no login",
	);
	await receiver.shutdown();
});

describe("the streams of one org", () => {
	const everything = {
		login: {},
		logout: { source: "object" },
		setup_audit_trail: {},
		event_objects: { objects: ["ApiEvent"] },
	};

	/** An org of both kinds; objects that are not named can't be seen. */
	function orgOf(...objects: string[]) {
		const org = createFakeOrg();
		org.now = Date.now();
		org.add({ requestIds: ["a"] });
		const stored = createFakeObjectOrg();
		stored.now = org.now;
		stored.add({ time: org.now - HOUR });
		const audit = createFakeObjectOrg({ timeField: "CreatedDate" });
		audit.now = org.now;
		audit.add({ time: org.now - HOUR });
		const clientOf = (object: string) =>
			(object === "SetupAuditTrail" ? audit : stored).client;
		const client: SalesforceClient = {
			...org.client(),
			async describe(object, signal) {
				if (object === "EventLogFile") {
					return org.client().describe(object, signal);
				}
				if (!objects.includes(object)) {
					throw new SalesforceError("object_not_available", { where: object });
				}
				return clientOf(object).describe(object, signal);
			},
			queryPages(soql, signal) {
				const object = / FROM (\w+)/.exec(soql)?.[1] ?? "";
				return clientOf(object).queryPages(soql, signal);
			},
		};
		return client;
	}

	test("have a checkpoint for each event type and each object, and one resource", async () => {
		const client = orgOf("LogoutEvent", "SetupAuditTrail", "ApiEvent");
		const { batches, stored, create } = setUp(
			"https://example.my.salesforce.com",
			client,
			everything,
		);
		const receiver = create();
		await receiver.pollOnce(new AbortController().signal);
		await receiver.shutdown();
		const prefix = `salesforce/test:${ORGANIZATION_ID}:`;
		expect([...stored.keys()].toSorted()).toEqual([
			`${prefix}event_log_file:hourly:Login`,
			`${prefix}object:ApiEvent`,
			`${prefix}object:LogoutEvent`,
			`${prefix}object:SetupAuditTrail`,
		]);
		const records = batches.flatMap((batch) => batch.records ?? []);
		const types = records.map(
			({ attributes }) => attributes["salesforce.event.type"],
		);
		expect(types.toSorted()).toEqual([
			"ApiEvent",
			"Login",
			"Logout",
			"SetupAuditTrail",
		]);
		expect(new Set(records.map(({ resource }) => resource)).size).toBe(1);
	});

	test("an object that can't be seen stops no other stream", async () => {
		const { batches, create, telemetry } = setUp(
			"https://example.my.salesforce.com",
			orgOf("SetupAuditTrail"),
			everything,
		);
		const receiver = create();
		await expect(
			receiver.pollOnce(new AbortController().signal),
		).rejects.toMatchObject({ code: "object_not_available" });
		await receiver.shutdown();
		expect(batches.flatMap((batch) => batch.records ?? [])).toHaveLength(2);
		expect(telemetry.counts.salesforce_receiver_rows_read).toBe(2);
	});

	test("severity, attributes and the original row are each stream's own", async () => {
		const client = orgOf("LogoutEvent", "SetupAuditTrail");
		const { batches, create } = setUp(
			"https://example.my.salesforce.com",
			client,
			{
				login: { include_original: true, severity: { neutral: "DEBUG" } },
				logout: { source: "object", attributes: { keep: ["user.name"] } },
			},
		);
		const receiver = create();
		await receiver.pollOnce(new AbortController().signal);
		await receiver.shutdown();
		const records = batches.flatMap((batch) => batch.records ?? []);
		const byType = new Map(
			records.map((one) => [one.attributes["salesforce.event.type"], one]),
		);
		expect(byType.get("Login")).toMatchObject({
			severityText: "DEBUG",
			attributes: { "log.record.original": expect.stringContaining("{") },
		});
		expect(Object.keys(byType.get("Logout")?.attributes ?? {})).toEqual([
			"log.record.uid",
			"salesforce.event.type",
			"user.name",
		]);
	});
});

describe("another org", () => {
	/** What is asked of it never ends. */
	const hanging = (_: unknown, signal: AbortSignal) =>
		new Promise<never>((_resolve, reject) => {
			signal.addEventListener("abort", () => reject(signal.reason));
		});

	test.each([
		["hangs at its login", { organizationId: (s) => hanging(0, s) }],
		[
			"refuses its login",
			{
				async organizationId() {
					throw new SalesforceError("user_not_approved");
				},
			},
		],
		[
			"hangs in the middle of an answer",
			{
				async *query(soql, signal) {
					yield await hanging(soql, signal);
				},
			},
		],
		[
			"answers without end",
			{
				async *query(_soql, signal) {
					for (;;) {
						await new Promise((resolve) => setImmediate(resolve));
						signal.throwIfAborted();
						yield [];
					}
				},
			},
		],
	] satisfies [string, Partial<SalesforceClient>][])(
		"that %s slows nobody and can be stopped",
		async (_, trouble) => {
			const org = createFakeOrg();
			const bad = setUp("https://bad.my.salesforce.com", {
				...org.client(),
				...trouble,
			});
			const goodOrg = createFakeOrg();
			goodOrg.add({ requestIds: ["a"] });
			const good = setUp("https://good.my.salesforce.com", goodOrg.client());
			const receivers = [bad.create(), good.create()];
			for (const receiver of receivers) receiver.start();
			await good.arrived;
			await Promise.all(receivers.map((receiver) => receiver.shutdown()));
			expect(bad.batches.flatMap((batch) => batch.records ?? [])).toEqual([]);
			const [record, ...more] = good.batches.flatMap(
				(batch) => batch.records ?? [],
			);
			expect(more).toEqual([]);
			expect(record?.resource.attributes["salesforce.instance.url"]).toBe(
				"https://good.my.salesforce.com",
			);
		},
	);
});
