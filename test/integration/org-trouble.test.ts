// An org that answers with something else than it should. Invariants, in every
// test: the service goes on, another org in the same process is read meanwhile,
// nothing is lost or sent twice, and one line tells the operator what it is.

import { describe, test } from "vitest";
import { apiError, htmlPage, jsonAnswer } from "../../simulator/http/answer.ts";
import type { Intervention } from "../../simulator/http/interventions.ts";
import { loginCsv } from "./support/login-csv.ts";
import { type OtlpBackend, startBackend } from "./support/otlp-backend.ts";
import {
	type RunningService,
	startService,
} from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startEmptyOrg,
	startOrg,
} from "./support/simulated-org.ts";

interface Scene extends AsyncDisposable {
	/** Three hours of ten logins. */
	readonly org: SimulatedOrg;
	readonly healthy: SimulatedOrg;
	readonly backend: OtlpBackend;
	readonly service: RunningService;
	/** Everything that both orgs have published. */
	arrived(): Promise<void>;
	/** Everything of the healthy org. */
	healthyArrived(): Promise<void>;
	/** Records that came more than once. */
	repeated(): number;
}

async function startScene(
	...interventions: readonly Intervention[]
): Promise<Scene> {
	await using stack = new AsyncDisposableStack();
	const org = stack.use(await startOrg({ hours: 3 }));
	const healthy = stack.use(await startOrg({ seed: 2 }));
	const backend = stack.use(await startBackend());
	org.intervene(...interventions);
	const service = stack.use(
		await startService({
			orgs: { troubled: org, healthy },
			exporters: { otlp_http: { endpoint: backend.url } },
		}),
	);
	const owned = stack.move();
	const came = (uids: ReadonlySet<string>) =>
		backend.until(() => uids.isSubsetOf(backend.uids));
	return {
		org,
		healthy,
		backend,
		service,
		arrived: () => came(publishedUids(org).union(publishedUids(healthy))),
		healthyArrived: () => came(publishedUids(healthy)),
		repeated: () => backend.records.length - backend.uids.size,
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

const TROUBLED = { receiver: "salesforce/troubled" };
const MAINTENANCE = {
	kind: "answer",
	answer: htmlPage(200, "Down for Maintenance"),
} as const;

describe.concurrent("a web page with status 200", () => {
	test.for([
		["log_file", "log_file"],
		["query", "query"],
		["token", "token"],
	] as const)(
		"in the place of a %s is not taken for one, and asked for again",
		async ([endpoint], { expect }) => {
			await using scene = await startScene({
				on: { endpoint },
				effect: MAINTENANCE,
			});
			const { service } = scene;
			await scene.arrived();
			expect(scene.repeated()).toBe(0);
			const page = service.complaints("Down for Maintenance");
			expect(page.length).toBeGreaterThanOrEqual(1);
			expect(page[0]).toMatchObject({
				code: "html_answer",
				error: expect.stringContaining("web page"),
				"otelcol.component.id": "salesforce/troubled",
			});
		},
	);
});

describe.concurrent("an answer that makes no sense", () => {
	test.for([
		["nothing", { status: 200, headers: {}, body: "" }],
		["half a document", { status: 200, headers: {}, body: '{"records":[' }],
		["no content", { status: 204, headers: {}, body: "" }],
	] as const)(
		"to a query (%s) costs nothing but time",
		async ([, answer], { expect }) => {
			await using scene = await startScene({
				on: { endpoint: "query" },
				effect: { kind: "answer", answer },
			});
			await scene.arrived();
			expect(scene.repeated()).toBe(0);
			expect(scene.service.complaints("GET ").length).toBeGreaterThan(0);
		},
	);

	test.for([
		["an empty object", jsonAnswer(200, {})],
		["a list", jsonAnswer(200, [1])],
		["records that are none", jsonAnswer(200, { done: true, records: "x" })],
	] as const)(
		"to a query (%s) is a failed poll, and the next one catches up",
		async ([, answer], { expect }) => {
			await using scene = await startScene({
				on: { endpoint: "query" },
				effect: { kind: "answer", answer },
			});
			const { service } = scene;
			await scene.arrived();
			expect(scene.repeated()).toBe(0);
			expect(
				service.total("salesforce_receiver_polls_failed", {
					...TROUBLED,
					code: "unexpected_answer",
				}),
			).toBe(1);
			expect(service.complaints("The stream could not be read")).toMatchObject([
				{
					level: "error",
					stream: "login",
					error: expect.stringContaining("/query"),
					cure: expect.stringContaining("instance_url"),
				},
			]);
		},
	);

	test("with a row that is no event log file keeps the others", async ({
		expect,
	}) => {
		await using org = await startEmptyOrg();
		await using backend = await startBackend();
		const file = org.publishFile({ content: loginCsv("a") });
		const good = {
			Id: file.id,
			EventType: "Login",
			LogDate: new Date(file.logDate).toISOString(),
			CreatedDate: new Date(file.createdDate).toISOString(),
			LogFile: `/services/data/v67.0/sobjects/EventLogFile/${file.id}/LogFile`,
			LogFileLength: file.length,
			Interval: "Hourly",
			Sequence: 1,
		};
		const bad = { ...good, Id: "0AT000000000001AAA", CreatedDate: "tomorrow" };
		org.intervene({
			on: { endpoint: "query" },
			effect: {
				kind: "answer",
				answer: jsonAnswer(200, {
					totalSize: 2,
					done: true,
					records: [bad, good],
				}),
			},
		});
		await using service = await startService({
			orgs: { troubled: org },
			exporters: { otlp_http: { endpoint: backend.url } },
		});
		await backend.until(() => backend.records.length === 1);
		expect(service.complaints("0AT000000000001AAA")).toMatchObject([
			{ problem: expect.stringContaining("CreatedDate") },
		]);
		expect(
			service.total("salesforce_receiver_files_failed", { reason: "listing" }),
		).toBe(1);
	});
});

describe.concurrent("a session that ends", () => {
	test.for<[name: string, on: Intervention]>([
		[
			"before a query",
			{ on: { endpoint: "query" }, effect: { kind: "expire_session" } },
		],
		[
			"before the first file",
			{ on: { endpoint: "log_file" }, effect: { kind: "expire_session" } },
		],
		[
			"between two files",
			{
				on: { endpoint: "log_file" },
				after: 1,
				effect: { kind: "expire_session" },
			},
		],
	])(
		"%s is renewed once, and nothing is lost",
		async ([, intervention], { expect }) => {
			await using scene = await startScene(intervention);
			const { service } = scene;
			await scene.arrived();
			expect(scene.repeated()).toBe(0);
			expect(service.total("salesforce_client_logins", TROUBLED)).toBe(2);
			expect(service.complaints()).toEqual([]);
			expect(
				service.log.filter(({ msg }) => msg.includes("session has ended")),
			).toHaveLength(1);
		},
	);

	test("in the middle of a download that broke off is renewed, and the file goes on where it stopped", async ({
		expect,
	}) => {
		await using org = await startOrg({ hours: 1, rows_per_hour: 3_000 });
		await using backend = await startBackend();
		org.intervene(
			{
				on: { endpoint: "log_file" },
				effect: { kind: "truncate", afterBytes: 100_000, ending: "clean" },
			},
			{ on: { endpoint: "log_file" }, effect: { kind: "expire_session" } },
		);
		await using service = await startService({
			orgs: { troubled: org },
			exporters: { otlp_http: { endpoint: backend.url } },
		});
		const expected = publishedUids(org);
		await backend.until(() => backend.uids.size >= expected.size);
		await service.stop();
		expect(new Set(backend.uids.keys())).toEqual(expected);
		expect(backend.records).toHaveLength(expected.size);
		expect(service.total("salesforce_client_logins")).toBe(2);
	});

	test("and can't be had again is a failed poll that says so, not a loop of logins", async ({
		expect,
	}) => {
		await using scene = await startScene({
			on: { endpoint: "query" },
			effect: {
				kind: "answer",
				answer: apiError(
					401,
					"INVALID_SESSION_ID",
					"This session is not valid for use with the REST API",
				),
			},
		});
		const { service } = scene;
		await scene.arrived();
		expect(service.total("salesforce_client_logins", TROUBLED)).toBe(1);
		expect(service.complaints("The stream could not be read")).toMatchObject([
			{ code: "session_not_for_rest" },
		]);
	});
});

describe.concurrent("a file that", () => {
	test("has vanished is counted as lost, and the next ones are read", async ({
		expect,
	}) => {
		await using scene = await startScene({
			on: { endpoint: "log_file" },
			effect: {
				kind: "answer",
				answer: apiError(
					404,
					"NOT_FOUND",
					"The requested resource does not exist",
				),
			},
		});
		const { org, service, backend } = scene;
		await scene.healthyArrived();
		await backend.until(() => backend.records.length === 40);
		await service.until(
			() => service.total("salesforce_receiver_files_read", TROUBLED) === 2,
		);
		expect(
			service.total("salesforce_receiver_files_lost", {
				...TROUBLED,
				reason: "log_file_not_found",
			}),
		).toBe(1);
		expect(service.complaints()).toMatchObject([
			{
				level: "error",
				msg: "An event log file is lost",
				file: org.ledger()[0]?.id,
				cure: expect.stringContaining("Poll more often"),
			},
		]);
	});

	test.for([
		[403, "INSUFFICIENT_ACCESS"],
		[500, "UNKNOWN_EXCEPTION"],
		[503, "SERVER_UNAVAILABLE"],
	] as const)(
		"is refused with %i is read when it can be",
		async ([status, code], { expect }) => {
			await using scene = await startScene({
				on: { endpoint: "log_file" },
				effect: { kind: "answer", answer: apiError(status, code, "Not now") },
			});
			const { service, org } = scene;
			await service.until(() => service.complaints("Not now").length > 0);
			org.advance(61_000);
			await scene.arrived();
			expect(scene.repeated()).toBe(0);
		},
	);

	test("stops in the middle is read again after idle_timeout", async ({
		expect,
	}) => {
		await using org = await startOrg({ hours: 1, rows_per_hour: 1_000 });
		await using backend = await startBackend();
		org.intervene({
			on: { endpoint: "log_file" },
			effect: { kind: "stall", afterBytes: 10_000 },
		});
		await using service = await startService({
			orgs: { troubled: org },
			receiver: { idle_timeout: "200ms" },
			exporters: { otlp_http: { endpoint: backend.url } },
		});
		const expected = publishedUids(org);
		await backend.until(() => backend.uids.size >= expected.size);
		expect(backend.records).toHaveLength(expected.size);
		expect(service.complaints("idle_timeout").length).toBeGreaterThan(0);
	});
});
