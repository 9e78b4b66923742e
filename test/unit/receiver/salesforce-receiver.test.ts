import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { SalesforceReceiverConfig } from "../../../config/schema/salesforce-receiver.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import type { LogBatch } from "../../../pipeline/log-batch.ts";
import { Secret } from "../../../pipeline/secret.ts";
import type { SalesforceClient } from "../../../receiver/api/client.ts";
import { createSalesforceReceiver } from "../../../receiver/salesforce-receiver.ts";
import {
	CONFIG,
	createRecordingTelemetry,
} from "./sources/event-log-file/collector.ts";
import {
	createFakeOrg,
	csvOf,
	HOUR,
	ORGANIZATION_ID,
} from "./sources/event-log-file/fake-org.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

function configOf(instanceUrl: string): SalesforceReceiverConfig {
	const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
	return {
		instance_url: instanceUrl,
		auth: {
			jwt_bearer: {
				client_id: "client",
				username: "user@example.com",
				private_key: new Secret(pem),
				audience: "https://login.salesforce.com",
				token_url: `${instanceUrl}/services/oauth2/token`,
			},
		},
		api_version: "67.0",
		streams: { login: CONFIG },
		resource: { "deployment.environment.name": "test" },
		include_original: false,
		idle_timeout: 5000,
		connect_timeout: 5000,
		tls: undefined,
	} as SalesforceReceiverConfig;
}

function setUp(instanceUrl: string, client?: SalesforceClient) {
	const batches: LogBatch[] = [];
	const stored = new Map<string, string>();
	const arrived = Promise.withResolvers<void>();
	const create = () =>
		createSalesforceReceiver({
			id: "salesforce/test",
			config: configOf(instanceUrl),
			consumer: {
				async consume(batch) {
					batches.push(batch);
					const { checkpoint } = batch;
					if (checkpoint) stored.set(checkpoint.key, checkpoint.value);
					if (batch.records.length > 0) arrived.resolve();
				},
			},
			checkpoints: async (key) => stored.get(key),
			telemetry: createRecordingTelemetry(),
			clock: systemClock,
			version: "1.2.3",
			random: () => 0,
			...(client === undefined ? {} : { client }),
		});
	return { batches, stored, create, arrived: arrived.promise };
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

	const records = batches.flatMap((batch) => batch.records);
	expect(records).toHaveLength(2);
	expect(downloads).toEqual(["/file"]);
	expect([...stored.keys()]).toEqual([
		`salesforce/test:${ORGANIZATION_ID}:login`,
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
	expect(batches.flatMap((batch) => batch.records)).toHaveLength(1);
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
