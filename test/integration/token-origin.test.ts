// The bearer token goes to the instance and nowhere else, whatever the org's
// answers point to; neither does the signed assertion follow a redirect.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import {
	type Answer,
	jsonAnswer,
	redirectTo,
} from "../../simulator/http/answer.ts";
import type { Endpoint } from "../../simulator/http/interventions.ts";
import { loginCsv } from "./support/login-csv.ts";
import { startBackend } from "./support/otlp-backend.ts";
import {
	jumpingClock,
	prepareService,
	startService,
} from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startOrg,
} from "./support/simulated-org.ts";

/** A server of somebody else's that answers whatever is asked for. */
async function startStranger() {
	const requests: { url: string; authorization: string | undefined }[] = [];
	const server = createServer((request, response) => {
		requests.push({
			url: request.url ?? "",
			authorization: request.headers.authorization,
		});
		response.end(loginCsv("stolen"));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		host: `127.0.0.1:${port}`,
		requests,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** What the org answers, instead of the truth. */
type Lie = (stranger: string, org: SimulatedOrg) => Answer;

function listing(org: SimulatedOrg, LogFile: string, more = {}): Answer {
	const [file] = org.ledger();
	if (file === undefined) throw new Error("the org has no file");
	return jsonAnswer(200, {
		totalSize: 1,
		done: true,
		records: [
			{
				Id: file.id,
				EventType: "Login",
				LogDate: new Date(file.logDate).toISOString(),
				CreatedDate: new Date(file.createdDate).toISOString(),
				LogFile,
				LogFileLength: file.length,
				LogFileFieldNames: null,
				LogFileFieldTypes: null,
				Interval: "Hourly",
				Sequence: 1,
			},
		],
		...more,
	});
}

const LIES: readonly (readonly [string, Endpoint, Lie])[] = [
	[
		"LogFile is a URL elsewhere",
		"query",
		(host, org) => listing(org, `http://${host}/LogFile`),
	],
	[
		"LogFile has no scheme",
		"query",
		(host, org) => listing(org, `//${host}/LogFile`),
	],
	[
		"LogFile has backslashes",
		"query",
		(host, org) => listing(org, `/\\${host}/LogFile`),
	],
	[
		"LogFile hides the host behind a user name",
		"query",
		(host, org) => listing(org, `${org.url}@${host}/LogFile`),
	],
	[
		"nextRecordsUrl is a URL elsewhere",
		"query",
		(host) =>
			jsonAnswer(200, {
				totalSize: 4000,
				done: false,
				records: [],
				nextRecordsUrl: `http://${host}/services/data/v67.0/query/01g-2000`,
			}),
	],
	[
		"a query is redirected",
		"query",
		(host) => redirectTo(`http://${host}/query`, 307),
	],
	[
		"a file is redirected",
		"log_file",
		(host) => redirectTo(`http://${host}/file`),
	],
	[
		"the login is redirected",
		"token",
		(host) => redirectTo(`http://${host}/token`, 307),
	],
	[
		"the login names another instance",
		"token",
		(host) =>
			jsonAnswer(200, {
				access_token: "00D!stolen",
				token_type: "Bearer",
				instance_url: `http://${host}`,
				id: "https://login.salesforce.com/id/00D5e000000HEwDEAW/0055e000000ABcDEFG",
			}),
	],
];

describe.concurrent("no credentials leave when", () => {
	test.for(LIES)("%s", async ([, endpoint, lie], { expect }) => {
		await using org = await startOrg();
		await using healthy = await startOrg({ seed: 2 });
		await using backend = await startBackend();
		await using stranger = await startStranger();
		org.intervene({
			on: { endpoint },
			effect: { kind: "answer", answer: lie(stranger.host, org) },
		});
		await using service = await startService({
			orgs: { lied: org, healthy },
			exporters: { otlp_http: { endpoint: backend.url } },
			clock: jumpingClock(),
		});
		const others = publishedUids(healthy);
		await backend.until(() => others.isSubsetOf(backend.uids));
		// The lie costs that file at most: the other one is read.
		const [, second] = org.ledger().map((file) => file.id);
		await service.until(() =>
			service.log.some((line) => line.file === second && line.bytes),
		);
		await service.stop();
		expect(stranger.requests).toEqual([]);
		if (endpoint !== "token") {
			expect(service.complaints("foreign_origin")[0]).toMatchObject({
				"otelcol.component.id": "salesforce/lied",
				error: expect.stringContaining("points away from the org"),
			});
		}
	});
});

test("a file whose link was wrong once is read when the org names it rightly", async () => {
	await using org = await startOrg({ hours: 1 });
	await using backend = await startBackend();
	await using stranger = await startStranger();
	org.intervene({
		on: { endpoint: "query" },
		effect: {
			kind: "answer",
			answer: listing(org, `http://${stranger.host}/LogFile`),
		},
	});
	await using service = await prepareService({
		orgs: { lied: org },
		exporters: { otlp_http: { endpoint: backend.url } },
	});
	await service.runOnce();
	expect(service.complaints("foreign_origin")).toHaveLength(1);
	org.advance(61_000);
	await service.runOnce();
	expect(new Set(backend.uids.keys())).toEqual(publishedUids(org));
});
