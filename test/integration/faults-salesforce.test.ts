// Salesforce in trouble while a file is read: its body breaks off behind
// hundreds of rows, and what is asked for next fails, too. Invariants, for every
// trouble: every row arrives once; another org in the same process is read
// meanwhile; the trouble is told.

import { describe, test } from "vitest";
import { apiError, htmlPage } from "../../simulator/http/answer.ts";
import type { Effect, Endpoint } from "../../simulator/http/interventions.ts";
import { rowsContent } from "../../simulator/log-files/file-content.ts";
import { LOGIN_COLUMNS, loginRow } from "./support/login-csv.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { startService } from "./support/running-service.ts";
import {
	publishedUids,
	startEmptyOrg,
	startOrg,
} from "./support/simulated-org.ts";

const ROWS = 1_800;
/** The longest that a failed file is put off, and more. */
const PUT_OFF_MS = 61 * 60_000;

const BROKEN: Effect = {
	kind: "truncate",
	afterBytes: 300_000,
	ending: "disconnect",
};

const answers = (...[status, code, message]: Parameters<typeof apiError>) =>
	({ kind: "answer", answer: apiError(status, code, message) }) as const;

/** What happens to the first body, and to the next request. */
const TROUBLES: readonly (readonly [
	what: string,
	body: Effect,
	next?: readonly [Endpoint, Effect],
])[] = [
	["the connection breaks", BROKEN],
	["the body ends early, as if it were whole", { ...BROKEN, ending: "clean" }],
	["nothing more comes", { kind: "stall", afterBytes: 300_000 }],
	[
		"the connection breaks again, at once",
		BROKEN,
		["log_file", { kind: "truncate", afterBytes: 0, ending: "disconnect" }],
	],
	[
		"the connection breaks again, before where it broke",
		BROKEN,
		["log_file", { ...BROKEN, afterBytes: 100_000 }],
	],
	["the session ends", BROKEN, ["log_file", { kind: "expire_session" }]],
	[
		"the server fails",
		BROKEN,
		["log_file", answers(500, "UNKNOWN_EXCEPTION", "An unexpected error")],
	],
	[
		"the server is away",
		BROKEN,
		["log_file", answers(503, "SERVER_UNAVAILABLE", "Not now")],
	],
	[
		"the permission is taken away",
		BROKEN,
		["log_file", answers(403, "INSUFFICIENT_ACCESS", "Not yours")],
	],
	[
		"the daily limit is reached",
		BROKEN,
		[
			"log_file",
			answers(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
		],
	],
	[
		"there is a web page in its place",
		BROKEN,
		["log_file", { kind: "answer", answer: htmlPage(200, "Maintenance") }],
	],
	[
		"there is no CSV in its place",
		BROKEN,
		["log_file", { kind: "content", content: "x".repeat(10_000) }],
	],
	[
		"there is nothing in its place",
		BROKEN,
		["log_file", { kind: "content", content: "" }],
	],
	[
		"the listing fails",
		{ ...BROKEN, ending: "clean" },
		["query", answers(500, "UNKNOWN_EXCEPTION", "An unexpected error")],
	],
];

const LARGE_FILE = rowsContent(
	LOGIN_COLUMNS,
	Array.from({ length: ROWS }, (_, index) =>
		loginRow(index % 7 === 0 ? "same" : `row-${index}`),
	),
);

describe.concurrent("in the middle of a file", () => {
	test.for(TROUBLES)(
		"%s: nothing is lost, and nothing comes twice",
		async ([, body, next], { expect }) => {
			await using org = await startEmptyOrg({ gzip: false });
			await using witness = await startOrg({ seed: 2 });
			await using backend = await startBackend();
			org.publishFile({ content: LARGE_FILE });
			org.intervene({ on: { endpoint: "log_file" }, effect: body });
			if (next)
				org.intervene({
					on: { endpoint: next[0] },
					effect: next[1],
					after: next[0] === "query" ? 1 : 0,
				});
			await using service = await startService({
				orgs: { troubled: org, witness },
				receiver: { idle_timeout: "1s" },
				exporters: { otlp_http: { endpoint: backend.url } },
			});
			const expected = publishedUids(org).union(publishedUids(witness));

			while (backend.uids.size < expected.size) {
				const asked = org.requests().length;
				await org.requested({}, { count: asked + 1 });
				if (org.pendingInterventions() === 0) org.advance(PUT_OFF_MS);
			}
			await service.stop();
			expect(org.pendingInterventions()).toBe(0);
			expect(new Set(backend.uids.keys())).toEqual(expected);
			expect(backend.records).toHaveLength(expected.size);
			expect(service.log.some(({ level }) => level !== "debug")).toBe(true);
		},
	);

	test("another file takes its place under the same Id: what both have comes once", async ({
		expect,
	}) => {
		await using org = await startEmptyOrg({ gzip: false });
		await using backend = await startBackend();
		const file = org.publishFile({ content: LARGE_FILE });
		// As often as it is tried in one poll.
		org.intervene({ on: { endpoint: "log_file" }, effect: BROKEN, times: 3 });
		const before = publishedUids(org);
		await using service = await startService({
			orgs: { troubled: org },
			exporters: { otlp_http: { endpoint: backend.url } },
		});
		await service.until(() => service.complaints("broke off").length === 3);
		org.replaceFile(file.id, {
			content: rowsContent(LOGIN_COLUMNS, [
				loginRow("first"),
				...(LARGE_FILE.rows() as never[]),
				loginRow("last"),
			]),
		});
		org.advance(PUT_OFF_MS);
		const expected = publishedUids(org);
		await backend.until(() => backend.uids.size >= expected.size);
		await service.stop();
		expect(before.isSubsetOf(expected)).toBe(true);
		expect(new Set(backend.uids.keys())).toEqual(expected);
		expect(backend.records).toHaveLength(expected.size);
	});
});
