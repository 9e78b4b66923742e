// The refresh of a sandbox: behind the same address there is another organization,
// sessions of the old one are dead, and a login gives one of the new. Invariants:
// what the new one answers is never taken for the old one's, and it is read from its
// own checkpoints on.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { salesforceReceiverSchema } from "../../../config/schema/salesforce-receiver.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import type { LogBatch } from "../../../pipeline/log-batch.ts";
import { createSalesforceReceiver } from "../../../receiver/salesforce-receiver.ts";
import { recordTelemetry } from "./api/loopback.ts";

const OLD = "00D5e000000HEwDEAW";
const NEW = "00D5e000000XyZ1EAK";
const HOUR = 3_600_000;
const SESSION_EXPIRED = {
	errorCode: "INVALID_SESSION_ID",
	message: "Session expired or invalid",
};

/** An org with one row of the setup audit trail, whose `Display` says whose it is. */
async function startSandbox() {
	const org = { id: OLD, refreshAt: undefined as string | undefined };
	function answerTo(path: string, authorization: string | undefined) {
		if (path.endsWith("/token")) {
			return {
				access_token: `session-of-${org.id}`,
				id: `https://test.salesforce.com/id/${org.id}/0055e000000ABcDEFG`,
			};
		}
		const at = org.refreshAt;
		if (at !== undefined && path.endsWith(at)) org.id = NEW;
		if (authorization !== `Bearer session-of-${org.id}`) return undefined;
		if (path === "/services/data") return [{ version: "67.0" }];
		if (path.endsWith("/describe")) {
			const names = ["Id", "Action", "CreatedDate", "Display"];
			const fields = names.map((name) => ({
				name,
				type: name === "CreatedDate" ? "datetime" : "string",
			}));
			return { queryable: true, fields };
		}
		const row = {
			Id: "0Ym5e000000AAAAAAA",
			Action: "changedPassword",
			CreatedDate: new Date(Date.now() - HOUR).toISOString(),
			Display: org.id,
		};
		return { done: true, records: [row] };
	}

	const server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? "/", "http://localhost");
		const answer = answerTo(pathname, request.headers.authorization);
		response
			.writeHead(answer === undefined ? 401 : 200, {
				"content-type": "application/json",
			})
			.end(JSON.stringify(answer ?? [SESSION_EXPIRED]));
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	return Object.assign(org, { url: `http://127.0.0.1:${port}` });
}

function receiverOf(url: string) {
	const batches: LogBatch[] = [];
	const stored = new Map<string, string>();
	const telemetry = recordTelemetry();
	const receiver = createSalesforceReceiver({
		id: "salesforce",
		config: salesforceReceiverSchema.parse({
			instance_url: url,
			auth: { client_credentials: { client_id: "a", client_secret: "b" } },
			streams: { setup_audit_trail: {} },
		}),
		consumer: {
			async consume(batch) {
				batches.push(batch);
				const { checkpoint } = batch;
				if (checkpoint) stored.set(checkpoint.key, checkpoint.value);
			},
		},
		checkpoints: async (key) => stored.get(key),
		forgetCheckpoints: async () => {},
		telemetry,
		clock: systemClock,
		version: "1.2.3",
		random: () => 0,
	});
	onTestFinished(() => receiver.shutdown());
	return {
		telemetry,
		stored,
		poll: () => receiver.pollOnce(AbortSignal.timeout(30_000)),
		/** Whose resource each record has, and whose row it was made of. */
		records: () =>
			batches
				.flatMap((batch) => batch.records ?? [])
				.map(({ resource, attributes, body }) => ({
					resource: resource.attributes["salesforce.organization.id"],
					row: JSON.stringify([attributes, body]).includes(NEW) ? NEW : OLD,
				})),
	};
}

test.each(["/query", "/describe"])(
	"a refresh before %s in the middle of a poll",
	async (endpoint) => {
		const org = await startSandbox();
		const { poll, records, stored, telemetry } = receiverOf(org.url);
		if (endpoint === "/query") await poll();
		org.refreshAt = endpoint;
		await expect(poll()).rejects.toMatchObject({
			code: "organization_changed",
			message: expect.stringContaining(`${NEW} instead of ${OLD}`),
		});
		expect(records().filter(({ row }) => row === NEW)).toEqual([]);
		expect([...stored.keys()].filter((key) => key.includes(NEW))).toEqual([]);

		await poll();
		expect(records().at(-1)).toEqual({ resource: NEW, row: NEW });
		for (const { resource, row } of records()) expect(resource).toBe(row);
		expect(
			[...stored.keys()].filter((key) => key.startsWith(`salesforce:${NEW}:`)),
		).not.toEqual([]);
		const told = telemetry.lines.filter(
			({ level, fields }) =>
				level === "error" && fields?.code === "organization_changed",
		);
		expect(told).toMatchObject([
			{
				fields: {
					organization_id: NEW,
					organization_id_before: OLD,
					cure: expect.stringContaining("Setup >"),
				},
			},
		]);
	},
);

test("a refresh between two polls that another request notices", async () => {
	const org = await startSandbox();
	const { poll, records } = receiverOf(org.url);
	await poll();
	await poll();
	org.id = NEW;
	await expect(poll()).rejects.toMatchObject({ code: "organization_changed" });
	await poll();
	expect(records().at(-1)).toEqual({ resource: NEW, row: NEW });
	for (const { resource, row } of records()) expect(resource).toBe(row);
});
