import { describe, expect, test } from "vitest";
import { createBodyBuffer } from "../../../../receiver/api/body-buffer.ts";
import { SalesforceError } from "../../../../receiver/api/salesforce-error.ts";
import {
	answerJson,
	clientOf,
	collectRows,
	neverAborted,
	rejection,
	startForbiddenServer,
	startServer,
} from "./loopback.ts";

const EXPIRED = [
	{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" },
];
const one = { totalSize: 1, done: true, records: [{ Id: "1" }] };

describe("query", () => {
	test("asks as Salesforce documents it, and gives the rows", async () => {
		const org = await startServer((_request, response) =>
			answerJson(response, 200, one, {
				"sforce-limit-info": "api-usage=18/5000",
			}),
		);
		const { client, telemetry } = clientOf(org.origin, { version: "1.2.3" });

		const soql =
			"SELECT Id FROM EventLogFile WHERE CreatedDate > 2026-11-22T00:00:00+0000";
		expect(await collectRows(client.query(soql, neverAborted))).toEqual([
			{ Id: "1" },
		]);

		const [request] = org.requests;
		expect(request?.url).toContain("/services/data/v67.0/query?q=SELECT%20Id");
		expect(request?.url).toContain("%2B0000");
		expect(request?.headers).toMatchObject({
			authorization: "Bearer token-1",
			accept: "application/json",
			"accept-encoding": "gzip",
			"user-agent": "salesforce-otlp/1.2.3",
			"sforce-call-options": "client=salesforce-otlp",
		});
		expect(client.limits()).toEqual({ used: 18, max: 5000 });
		expect(
			telemetry.total("salesforce_client_requests", {
				kind: "query",
				outcome: "2xx",
			}),
		).toBe(1);
		expect(await client.organizationId(neverAborted)).toBe(
			"00Dxx0000001gPLEAY",
		);
	});

	test("follows every page, relative or absolute", async () => {
		const org = await startServer((request, response) => {
			const page = Number(/page-(\d)/.exec(request.url ?? "")?.[1] ?? 0);
			const host = page === 1 ? org.origin : "";
			answerJson(response, 200, {
				done: page === 3,
				records: [{ page }],
				...(page < 3 && { nextRecordsUrl: `${host}/next/page-${page + 1}` }),
			});
		});
		const rows = await collectRows(
			clientOf(org.origin).client.query("q", neverAborted),
		);
		expect(rows).toEqual([{ page: 0 }, { page: 1 }, { page: 2 }, { page: 3 }]);
	});

	test("logs in again in the middle of the pages, and repeats that page only", async () => {
		const org = await startServer((request, response) => {
			const second = request.url === "/second";
			if (second && request.headers.authorization === "Bearer token-1") {
				return answerJson(response, 401, EXPIRED);
			}
			answerJson(response, 200, {
				done: second,
				records: [{ second }],
				nextRecordsUrl: second ? undefined : "/second",
			});
		});
		const { client, logins } = clientOf(org.origin);
		const rows = await collectRows(client.query("q", neverAborted));
		expect(rows).toEqual([{ second: false }, { second: true }]);
		expect(logins()).toBe(2);
		expect(org.requests).toHaveLength(3);
	});

	test("twenty callers with a dead session log in once", async () => {
		const org = await startServer((request, response) => {
			if (request.headers.authorization === "Bearer token-1") {
				return answerJson(response, 401, EXPIRED);
			}
			answerJson(response, 200, one);
		});
		const { client, logins } = clientOf(org.origin);
		const all = Array.from({ length: 20 }, () =>
			collectRows(client.query("q", neverAborted)),
		);
		for (const rows of await Promise.all(all)) expect(rows).toHaveLength(1);
		expect(logins()).toBe(2);
	});

	test("a session refused right after its login is an error, not a loop", async () => {
		const org = await startServer((_request, response) =>
			answerJson(response, 401, EXPIRED),
		);
		const { client, logins } = clientOf(org.origin);
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({ code: "session_refused", retryable: false });
		expect(org.requests).toHaveLength(2);
		expect(logins()).toBe(2);
	});

	test.each([
		[
			"This session is not valid for use with the REST API",
			"session_not_for_rest",
		],
		["Connected app is not attached to Agent", "app_not_attached"],
	])("does not log in again for: %s", async (message, code) => {
		const org = await startServer((_request, response) =>
			answerJson(response, 401, [{ message, errorCode: "INVALID_SESSION_ID" }]),
		);
		const { client, logins } = clientOf(org.origin);
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({ code });
		expect(org.requests).toHaveLength(1);
		expect(logins()).toBe(1);
	});

	test.each([
		["not an object", [1, 2]],
		["no records", { done: true }],
		["rows that are no objects", { done: true, records: [{}, 5] }],
		["an unfinished page without a next one", { done: false, records: [{}] }],
		["no word on the end", { records: [] }],
		[
			"itself as next page",
			{ done: false, records: [], nextRecordsUrl: "/self" },
		],
	])("refuses an answer with %s", async (_name, body) => {
		const org = await startServer((_request, response) =>
			answerJson(response, 200, body),
		);
		const error = await rejection(
			collectRows(clientOf(org.origin).client.query("q", neverAborted)),
		);
		expect(error).toMatchObject({ code: "unexpected_answer" });
	});

	test("stops between pages when it is told to", async () => {
		const org = await startServer((_request, response) =>
			answerJson(response, 200, {
				done: false,
				records: [{}],
				nextRecordsUrl: `/${Math.random()}`,
			}),
		);
		const stop = new AbortController();
		const pages = clientOf(org.origin).client.query("q", stop.signal);
		await pages.next();
		stop.abort(new Error("enough"));
		expect(await rejection(pages.next())).toMatchObject({ message: "enough" });
	});
});

describe("pages that nobody has parsed yet", () => {
	const list = '{"Id":"1"},{"Id":"é"}';

	async function pagesOf(bodies: readonly string[]) {
		const org = await startServer((request, response) => {
			const page = Number(/page-(\d)/.exec(request.url ?? "")?.[1] ?? 0);
			response.setHeader("content-type", "application/json");
			response.end(bodies[page]);
		});
		const pages: Record<"total" | "list" | "rows", unknown>[] = [];
		const { client } = clientOf(org.origin);
		for await (const page of client.queryPages("q", neverAborted)) {
			const list = page.list && Buffer.from(page.list).toString();
			pages.push({ total: page.total, list, rows: page.rows() });
		}
		return pages;
	}

	test.each([
		[2, `{"totalSize":2,"done":true,"records":[${list}]}`],
		[2, `{"done":true,"totalSize":2,"records":[${list}]}`],
		[0, `{"done":true,"records":[${list}]}`],
		[-1, `{"totalSize":-1,"done":true,"records":[${list}]}`],
	])("give the bytes of their rows, %i in all: %s", async (total, body) => {
		expect(await pagesOf([body])).toEqual([
			{ total, list, rows: [{ Id: "1" }, { Id: "é" }] },
		]);
	});

	test.each([
		["where they are told to, for all answers", true],
		["in memory of their own, which is given back", false],
	])("lie %s", async (_, isGiven) => {
		const org = await startServer((_, response) => {
			response.setHeader("content-type", "application/json");
			response.end(`{"done":true,"records":[${list}]}`);
		});
		const { client } = clientOf(org.origin);
		const memory = isGiven ? createBodyBuffer() : undefined;
		const memories = new Set<ArrayBufferLike>();
		for (let answer = 0; answer < 3; answer++)
			for await (const page of client.queryPages("q", neverAborted, memory))
				memories.add((page.list as Uint8Array).buffer);

		const sizes = () => [...memories].map(({ byteLength }) => byteLength > 0);
		expect(sizes()).toEqual(isGiven ? [true] : [false, false, false]);
		memory?.free();
		expect(sizes()).toEqual([...memories].map(() => false));
	});

	test("of several megabytes lie in one buffer, one after the other", async () => {
		const rows = (id: string) =>
			Array.from({ length: 20_000 }, (_, n) => ({ Id: `${id}${n}`, n }));
		const pages = await pagesOf([
			JSON.stringify({
				done: false,
				nextRecordsUrl: "/page-1",
				records: rows("a"),
			}),
			JSON.stringify({
				done: false,
				nextRecordsUrl: "/page-2",
				records: rows("bb"),
			}),
			JSON.stringify({ done: true, records: rows("") }),
		]);
		expect(pages.map((page) => page.rows)).toEqual(["a", "bb", ""].map(rows));
	});

	test.each([
		`{ "totalSize":2,"done":true,"records":[${list}]}`,
		`{"totalSize":2,"done":true,"records":[${list}]}\n`,
		`{"records":[${list}],"done":true}`,
		`{"done":true,"nextRecordsUrl":"/page-1","records":[${list}]}`,
	])(
		"are parsed at once where they are written otherwise: %j",
		async (body) => {
			expect(await pagesOf([body])).toEqual([
				{ total: 0, list: undefined, rows: [{ Id: "1" }, { Id: "é" }] },
			]);
		},
	);

	test("are followed either way", async () => {
		const pages = await pagesOf([
			`{"totalSize":4,"done":false,"nextRecordsUrl":"/page-1","records":[${list}]}`,
			`{"records":[${list}],"totalSize":4,"done":false,"nextRecordsUrl":"/page-2"}`,
			'{"totalSize":4,"done":true,"records":[]}',
		]);
		expect(pages.map((page) => page.list)).toEqual([list, undefined, ""]);
	});

	test("that say twice what follows them are followed as JSON says", async () => {
		const pages = await pagesOf([
			'{"done":false,"nextRecordsUrl":"/page-1","records":[],"done":true,"a":[]}',
		]);
		expect(pages).toEqual([
			{ total: 0, list: '],"done":true,"a":[', rows: [] },
		]);
	});

	test("whose rows are none are told when they are asked for", async () => {
		const body = '{"totalSize":1,"done":true,"records":[5]}';
		expect(await rejection(pagesOf([body]))).toMatchObject({
			code: "unexpected_answer",
		});
	});
});

describe("links that leave the instance", () => {
	test.each([
		["another host", (evil: string) => evil],
		["no scheme", (evil: string) => evil.replace("http:", "")],
		["backslashes", (evil: string) => evil.replace("http://", "\\\\")],
		[
			"user information",
			(evil: string, own: string) => evil.replace("//", `//${own.slice(7)}@`),
		],
	])("nextRecordsUrl with %s", async (_name, link) => {
		const evil = await startForbiddenServer();
		const org = await startServer((_request, response) =>
			answerJson(response, 200, {
				done: false,
				records: [{ Id: "1" }],
				nextRecordsUrl: `${link(evil.origin, org.origin)}/next`,
			}),
		);
		const error = await rejection(
			collectRows(clientOf(org.origin).client.query("q", neverAborted)),
		);
		expect(error).toMatchObject({ code: "foreign_origin" });
		expect((error as Error).message).toContain(new URL(evil.origin).host);
		expect(evil.requests).toEqual([]);
	});

	test("a path that looks like a host goes to the instance", async () => {
		const evil = await startForbiddenServer();
		const host = new URL(evil.origin).host;
		const org = await startServer((request, response) => {
			if (request.url === `//${host}/next`)
				return answerJson(response, 200, one);
			answerJson(response, 200, {
				done: false,
				records: [],
				nextRecordsUrl: `${org.origin}//${host}/next`,
			});
		});
		const rows = await collectRows(
			clientOf(org.origin).client.query("q", neverAborted),
		);
		expect(rows).toHaveLength(1);
		expect(evil.requests).toEqual([]);
	});

	test.each([301, 302, 303, 307, 308])("a %i elsewhere", async (status) => {
		const evil = await startForbiddenServer();
		const org = await startServer((_request, response) => {
			response.writeHead(status, { location: `${evil.origin}/x` }).end();
		});
		const { client } = clientOf(org.origin);
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({ code: "foreign_origin" });
		expect(evil.requests).toEqual([]);
	});

	test("redirects inside the instance are followed, with the token", async () => {
		const org = await startServer((request, response) => {
			if (request.url === "/a/moved") return answerJson(response, 200, one);
			const location = request.url === "/a/b" ? "moved" : `${org.origin}/a/b`;
			response.writeHead(307, { location }).end();
		});
		const rows = await collectRows(
			clientOf(org.origin).client.query("q", neverAborted),
		);
		expect(rows).toHaveLength(1);
		expect(org.requests.map((r) => r.headers.authorization)).toEqual(
			Array(3).fill("Bearer token-1"),
		);
	});

	test("but not in circles", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(302, { location: "/again" }).end();
		});
		const error = await rejection(
			collectRows(clientOf(org.origin).client.query("q", neverAborted)),
		);
		expect(error).toMatchObject({ code: "too_many_redirects" });
		expect(org.requests).toHaveLength(6);
	});
});

describe("trouble that passes", () => {
	test.each([420, 429, 500, 502, 503, 504])(
		"a %i is tried again",
		async (status) => {
			const org = await startServer((_request, response) => {
				if (org.requests.length < 3) response.writeHead(status).end();
				else answerJson(response, 200, one);
			});
			const { client, telemetry } = clientOf(org.origin);
			expect(await collectRows(client.query("q", neverAborted))).toHaveLength(
				1,
			);
			expect(org.requests).toHaveLength(3);
			expect(
				telemetry.lines.filter((line) => line.level === "warn"),
			).toHaveLength(2);
		},
	);

	test.each([
		[
			"a web page with status 200",
			200,
			"<html><title>Maintenance</title>",
			"html_answer",
		],
		["an empty answer", 200, "", "not_json"],
		["JSON that ends early", 200, '{"done":true,', "not_json"],
		["a server that is down", 503, "", "server_unavailable"],
	])("%s is tried five times, then told", async (_name, status, body, code) => {
		const org = await startServer((_request, response) => {
			response
				.writeHead(status, { "content-type": "application/json" })
				.end(body);
		});
		const error = await rejection(
			collectRows(clientOf(org.origin).client.query("q", neverAborted)),
		);
		expect(error).toMatchObject({ code, status, retryable: true });
		expect(org.requests).toHaveLength(5);
	});

	test("a broken connection is tried again", async () => {
		const org = await startServer((request, response) => {
			if (org.requests.length === 1) {
				request.socket.destroy();
			} else if (org.requests.length === 2) {
				response.writeHead(200, { "content-length": "500" });
				response.write('{"done":', () => request.socket.destroy());
			} else answerJson(response, 200, one);
		});
		const rows = await collectRows(
			clientOf(org.origin).client.query("q", neverAborted),
		);
		expect(rows).toHaveLength(1);
	});

	test("a refusal is not tried again", async () => {
		const org = await startServer((_request, response) =>
			answerJson(response, 403, [
				{
					errorCode: "REQUEST_LIMIT_EXCEEDED",
					message: "TotalRequests Limit exceeded.",
				},
			]),
		);
		const error = await rejection(
			collectRows(clientOf(org.origin).client.query("q", neverAborted)),
		);
		expect(error).toMatchObject({ code: "daily_limit_exceeded" });
		expect(org.requests).toHaveLength(1);
	});

	test("a large web page is told as one", async () => {
		const org = await startServer((_request, response) => {
			response.writeHead(404, { "content-type": "text/html" });
			response.end(`<html><title>Lost</title>${"x".repeat(3_000_000)}`);
		});
		const error = await rejection(
			collectRows(clientOf(org.origin).client.query("q", neverAborted)),
		);
		expect(error).toMatchObject({ code: "html_answer", status: 404 });
	});

	test("nobody listening", async () => {
		const { client, telemetry } = clientOf("http://127.0.0.1:1");
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toBeInstanceOf(SalesforceError);
		expect(error).toMatchObject({
			code: "connection_refused",
			retryable: true,
		});
		expect(
			telemetry.total("salesforce_client_requests", {
				kind: "query",
				outcome: "none",
			}),
		).toBe(5);
	});

	test("an abort ends the wait for the next attempt", async () => {
		const stop = new AbortController();
		const org = await startServer((_request, response) => {
			response.writeHead(503).end();
			setImmediate(() => stop.abort(new Error("shutdown")));
		});
		const { client } = clientOf(org.origin, { retryBaseDelayMs: 60_000 });
		const error = await rejection(collectRows(client.query("q", stop.signal)));
		expect(error).toMatchObject({ message: "shutdown" });
	});

	test("a closed client says so", async () => {
		const org = await startForbiddenServer();
		const { client } = clientOf(org.origin);
		await client.close();
		await client.close();
		const error = await rejection(collectRows(client.query("q", neverAborted)));
		expect(error).toMatchObject({ code: "client_closed" });
	});
});

describe("the org's clock", () => {
	test("is read from the Date header, and reported when far from ours", async () => {
		const date = new Date(Date.now() + 5 * 60_000).toUTCString();
		const org = await startServer((_request, response) =>
			answerJson(response, 200, one, { date }),
		);
		const { client, telemetry } = clientOf(org.origin);
		await collectRows(client.query("q", neverAborted));
		await collectRows(client.query("q", neverAborted));
		const ahead = client.serverNow() - Date.now();
		expect(ahead).toBeGreaterThan(298_000);
		expect(ahead).toBeLessThanOrEqual(300_000);
		const warnings = telemetry.lines.filter((line) => line.level === "warn");
		expect(warnings).toHaveLength(1);
		expect(warnings[0]?.message).toMatch(/clock is (299|300) s behind/);
	});
});
