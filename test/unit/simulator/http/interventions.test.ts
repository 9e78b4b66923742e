import { gunzipSync } from "node:zlib";
import { request } from "undici";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	apiError,
	htmlPage,
	redirectTo,
} from "../../../../simulator/http/answer.ts";
import type { Simulator } from "../../../../simulator/simulator.ts";
import { startSimulator } from "../../../../simulator/start-simulator.ts";
import { type Connection, connect, logIn } from "../connect.ts";

let org: Simulator;
let client: Connection;
let file: string;
const LIMITS = "/services/data/v67.0/limits";

beforeEach(async () => {
	org = await startSimulator({ hours: 1, rows_per_hour: 500 });
	client = await connect(org);
	file = `/services/data/v67.0/sobjects/EventLogFile/${org.ledger()[0]?.id}/LogFile`;
});
afterEach(() => org.close());

async function download(gzip: boolean) {
	const { body } = await logIn(org);
	return request(org.url + file, {
		headers: {
			authorization: `Bearer ${body.access_token}`,
			...(gzip ? { "accept-encoding": "gzip" } : {}),
		},
	});
}

const bytesOf = async (body: AsyncIterable<Uint8Array>) => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of body) chunks.push(chunk);
	return Buffer.concat(chunks);
};

describe("answers instead of the real one", () => {
	test("come as often as they were asked for, after those that go by", async () => {
		org.intervene({
			on: { endpoint: "limits" },
			effect: {
				kind: "answer",
				answer: apiError(503, "SERVER_UNAVAILABLE", "too busy"),
			},
			times: 2,
			after: 1,
		});
		const statuses: number[] = [];
		for (let i = 0; i < 4; i++)
			statuses.push((await client.get(LIMITS)).status);
		expect(statuses).toEqual([200, 503, 503, 200]);
		expect(org.pendingInterventions()).toBe(0);
	});

	test("meet only what they are for", async () => {
		org.intervene({
			on: { endpoint: "log_file", path: /nothing/ },
			effect: { kind: "answer", answer: htmlPage(200, "Maintenance") },
		});
		expect((await client.get(LIMITS)).status).toBe(200);
		expect((await client.get(file)).status).toBe(200);
		expect(org.pendingInterventions()).toBe(1);
		org.clearInterventions();
		expect(org.pendingInterventions()).toBe(0);
	});

	test("may be pages and redirects", async () => {
		org.intervene(
			{ effect: { kind: "answer", answer: htmlPage(200, "Maintenance") } },
			{
				effect: {
					kind: "answer",
					answer: redirectTo("https://elsewhere.example.com/"),
				},
			},
		);
		const page = await client.get(LIMITS);
		expect(page.headers.get("content-type")).toContain("text/html");
		const redirect = await client.get(LIMITS);
		expect(redirect.status).toBe(302);
		expect(redirect.headers.get("location")).toBe(
			"https://elsewhere.example.com/",
		);
	});

	test("may end the session for good", async () => {
		org.intervene({
			on: { endpoint: "log_file" },
			effect: { kind: "expire_session" },
		});
		expect((await client.get(file)).status).toBe(401);
		expect((await client.get(file)).status).toBe(401);
		client = await connect(org);
		expect((await client.get(file)).status).toBe(200);
	});
});

describe("a body", () => {
	test("is cut off inside its compression, though the answer ends well", async () => {
		org.intervene({
			on: { endpoint: "log_file" },
			effect: { kind: "truncate", afterBytes: 5000, ending: "clean" },
		});
		const { body } = await download(true);
		const bytes = await bytesOf(body);
		expect(bytes).toHaveLength(5000);
		expect(() => gunzipSync(bytes)).toThrow("unexpected end of file");
	});

	test("ends early without a sign of it", async () => {
		org.intervene({
			on: { endpoint: "log_file" },
			effect: { kind: "truncate", afterBytes: 5000, ending: "clean" },
		});
		const { body } = await download(false);
		expect(await bytesOf(body)).toHaveLength(5000);
	});

	test("ends with its connection", async () => {
		org.intervene({
			on: { endpoint: "log_file" },
			effect: { kind: "truncate", afterBytes: 5000, ending: "disconnect" },
		});
		const { body } = await download(false);
		let received = 0;
		await expect(
			(async () => {
				for await (const chunk of body) received += chunk.length;
			})(),
		).rejects.toThrow();
		expect(received).toBe(5000);
	});

	test("stalls until somebody gives up", async () => {
		org.intervene({
			on: { endpoint: "log_file" },
			effect: { kind: "stall", afterBytes: 5000 },
		});
		const { body } = await download(false);
		let received = 0;
		for await (const chunk of body) {
			received += chunk.length;
			if (received === 5000) break;
		}
		expect(received).toBe(5000);
	});

	test("is another one for once", async () => {
		org.intervene({
			on: { endpoint: "log_file" },
			effect: { kind: "content", content: "not CSV" },
		});
		expect(await (await client.get(file)).text()).toBe("not CSV");
		const real = await (await client.get(file)).arrayBuffer();
		expect(real.byteLength).toBe(org.ledger()[0]?.length);
	});

	test("of a client that leaves is no longer made", async () => {
		const { body } = await download(true);
		body.on("error", () => {});
		body.destroy();
		expect((await client.get(LIMITS)).status).toBe(200);
	});
});

describe("requests", () => {
	test("can be waited for and counted", async () => {
		const reached = org.requested({ endpoint: "limits" }, { count: 2 });
		await client.get(LIMITS);
		await client.get(LIMITS);
		await reached;
		expect(
			org.requests().map(({ endpoint, status }) => [endpoint, status]),
		).toEqual([
			["token", 200],
			["limits", 200],
			["limits", 200],
		]);
		expect(JSON.stringify(org.requests())).not.toContain("Bearer");
	});

	test("that never come can be given up", async () => {
		const giveUp = new AbortController();
		const reached = org.requested(
			{ endpoint: "describe" },
			{ signal: giveUp.signal },
		);
		giveUp.abort(new Error("enough"));
		await expect(reached).rejects.toThrow("enough");
	});
});
