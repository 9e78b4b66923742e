import { expect, test } from "vitest";
import {
	answerJson,
	clientOf,
	collectRows,
	neverAborted,
	rejection,
	startServer,
} from "./loopback.ts";

const one = { done: true, records: [{}] };

test.each([
	[420, "no_route_to_org"],
	[429, "rate_limited"],
	[500, "server_error"],
	[502, "server_unavailable"],
	[503, "server_unavailable"],
	[504, "server_unavailable"],
])("HTTP %d is tried again, and each time is counted", async (status, code) => {
	const org = await startServer((_request, response) => {
		if (org.requests.length <= 2) response.writeHead(status).end();
		else answerJson(response, 200, one);
	});
	const { client, telemetry } = clientOf(org.origin);
	expect(await collectRows(client.query("q", neverAborted))).toHaveLength(1);
	expect(
		telemetry.total("salesforce_client_retries", { kind: "query", code }),
	).toBe(2);
});

test("a request that is given up is not counted as tried again", async () => {
	const org = await startServer((_request, response) =>
		response.writeHead(503).end(),
	);
	const { client, telemetry } = clientOf(org.origin);
	await rejection(collectRows(client.query("q", neverAborted)));
	expect(org.requests).toHaveLength(5);
	expect(telemetry.total("salesforce_client_retries")).toBe(4);
});

test("one poll of a stream tries again twenty times in all, and the next one as often", async () => {
	const org = await startServer((_request, response) =>
		response.writeHead(503).end(),
	);
	const { client } = clientOf(org.origin);
	const stream = client.forStream();
	const other = client.forStream();
	const ask = () => rejection(collectRows(stream.query("q", neverAborted)));
	for (let n = 0; n < 7; n++) await ask();
	expect(org.requests).toHaveLength(7 + 20);

	await rejection(collectRows(other.query("q", neverAborted)));
	expect(org.requests).toHaveLength(7 + 20 + 5);

	stream.beginPoll();
	await ask();
	expect(org.requests).toHaveLength(7 + 20 + 5 + 5);
});

test("every request has an id that Salesforce can find it by, and its error tells it", async () => {
	const org = await startServer((_request, response) =>
		answerJson(response, 400, [
			{ errorCode: "MALFORMED_QUERY", message: "unexpected token" },
		]),
	);
	const { client } = clientOf(org.origin);
	const error = await rejection(collectRows(client.query("q", neverAborted)));
	await rejection(collectRows(client.query("q", neverAborted)));
	const [first, second] = org.requests.map(
		({ headers }) => headers["x-sfdc-request-id"],
	);
	expect(first).toMatch(/^[0-9a-f]{32}$/);
	expect(second).not.toBe(first);
	expect(error).toMatchObject({ requestId: first });
});

test.each([
	["EventLogFile", "View Event Log Files"],
	["SetupAuditTrail", "View Setup and Configuration"],
	["LoginHistory", "Manage Users"],
	["LoginEvent", "View Real-Time Event Monitoring Data"],
])(
	"an invisible %s is told with its permission",
	async (object, permission) => {
		const org = await startServer((request, response) =>
			request.url?.includes("describe")
				? answerJson(response, 404, [{ errorCode: "NOT_FOUND", message: "no" }])
				: request.url?.endsWith("data")
					? answerJson(response, 200, [{ version: "67.0" }])
					: answerJson(response, 400, [
							{
								errorCode: "INVALID_TYPE",
								message: `sObject type '${object}' is not supported.`,
							},
						]),
		);
		const { client } = clientOf(org.origin);
		for (const asked of [
			collectRows(client.query(`SELECT Id FROM ${object}`, neverAborted)),
			client.describe(object, neverAborted),
		]) {
			expect(await rejection(asked)).toMatchObject({
				code: "object_not_available",
				message: expect.stringMatching(
					new RegExp(`^${object}: .*the user lacks "${permission}"`),
				),
				cure: expect.stringContaining(`tick "${permission}"`),
			});
		}
	},
);
