// One backend in trouble, and another one beside it. Invariants, for every trouble:
// the healthy one gets everything while the other has trouble; that one gets
// everything when its trouble is over, or what it refuses for good is set aside;
// nothing is repeated but what was taken without an answer.

import { describe, test } from "vitest";
import { selfSignedCertificate } from "../unit/exporters/certificate.ts";
import { createChanges } from "./support/changes.ts";
import {
	type OtlpBackend,
	type Reply,
	type Script,
	startBackend,
	taken,
	unusedPort,
} from "./support/otlp-backend.ts";
import {
	jumpingClock,
	type RunningService,
	startService,
} from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startOrg,
} from "./support/simulated-org.ts";

const HOUR_MS = 3_600_000;
const MAX_RECORDS = 20;

/** Rows of three files, in requests of about twenty. */
const ORG = { hours: 3, rows_per_hour: 100 };
const EXPORTER = {
	encoding: "json",
	sending_queue: { batch: { max_size: 30_000 } },
};

interface Scene extends AsyncDisposable {
	readonly org: SimulatedOrg;
	readonly healthy: OtlpBackend;
	readonly troubled: OtlpBackend;
	readonly service: RunningService;
	readonly expected: ReadonlySet<string>;
	/** Resolves when the healthy backend has everything. */
	healthyHasAll(): Promise<void>;
	counted(name: Parameters<RunningService["total"]>[0]): number;
}

async function startScene(
	script: Script,
	exporter: Readonly<Record<string, unknown>> = {},
	options: Parameters<typeof startBackend>[1] = {},
): Promise<Scene> {
	await using stack = new AsyncDisposableStack();
	const changes = createChanges();
	const org = stack.use(await startOrg(ORG));
	const healthy = stack.use(await startBackend(taken, { changes }));
	const troubled = stack.use(
		await startBackend(script, { changes, ...options }),
	);
	const service = stack.use(
		await startService({
			orgs: { a: org },
			exporters: {
				"otlp_http/healthy": { endpoint: healthy.url, ...EXPORTER },
				"otlp_http/troubled": {
					endpoint: troubled.url,
					...EXPORTER,
					...exporter,
				},
			},
			changes,
			clock: jumpingClock(),
		}),
	);
	const owned = stack.move();
	const expected = publishedUids(org);
	return {
		org,
		healthy,
		troubled,
		service,
		expected,
		healthyHasAll: () =>
			healthy.until(() => healthy.uids.size === expected.size),
		counted: (name) => service.total(name, { exporter: "otlp_http/troubled" }),
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** In trouble until the healthy backend has everything; then all is well. */
const PASSING: readonly (readonly [what: string, reply: Reply])[] = [
	["resets connections", { status: 500, breaksOff: "before" }],
	[
		"answers 429 with Retry-After in seconds",
		{ status: 429, headers: { "retry-after": "3600" } },
	],
	[
		"answers 429 with Retry-After as a date",
		{
			status: 429,
			headers: { "retry-after": new Date(Date.now() + HOUR_MS).toUTCString() },
		},
	],
	["answers 503", { status: 503 }],
	["answers 502 with a web page", { status: 502, body: "<html>bad gateway" }],
	["answers 401", { status: 401, body: "no such key" }],
	[
		"breaks its refusals off",
		{ status: 503, body: "a beginning", breaksOff: "within" },
	],
];

describe.concurrent("a backend that", () => {
	test("hangs costs the other one nothing, and gets everything later", async ({
		expect,
	}) => {
		await using scene = await startScene(() => undefined, { timeout: "2s" });
		const { healthy, troubled, expected } = scene;
		await scene.healthyHasAll();
		await troubled.until(() => troubled.requests.length > 0);
		expect(troubled.records).toHaveLength(0);
		troubled.answer(taken);
		await troubled.until(() => troubled.uids.size === expected.size);
		expect(new Set(troubled.uids.keys())).toEqual(expected);
		expect(healthy.records).toHaveLength(expected.size);
		// How often is for the machine: one that is busy lets the time go by again.
	});

	test.for(PASSING)(
		"%s costs the other one nothing, and gets everything later, once",
		async ([, reply], { expect }) => {
			await using scene = await startScene(() => reply);
			const { healthy, troubled, expected } = scene;
			await scene.healthyHasAll();
			expect(troubled.records).toHaveLength(0);
			await troubled.until(() => troubled.requests.length > 0);

			troubled.answer(taken);
			await troubled.until(() => troubled.uids.size === expected.size);
			await scene.service.stop();
			for (const { records, uids } of [healthy, troubled]) {
				expect(new Set(uids.keys())).toEqual(expected);
				expect(records).toHaveLength(expected.size);
			}
			expect(scene.counted("otelcol_exporter_sent_log_records")).toBe(
				expected.size,
			);
		},
	);

	test("is slow costs the other one nothing, and is asked nothing twice", async ({
		expect,
	}) => {
		const release = Promise.withResolvers<void>();
		await using scene = await startScene(async () => {
			await release.promise;
			return { status: 200 };
		});
		const { troubled, expected } = scene;
		await scene.healthyHasAll();
		expect(troubled.records).toHaveLength(0);
		release.resolve();
		await troubled.until(() => troubled.uids.size === expected.size);
		expect(troubled.records).toHaveLength(expected.size);
	});

	test("takes requests without an answer gets them again, as they were", async ({
		expect,
	}) => {
		await using scene = await startScene((_, index) => ({
			status: 200,
			...(index < 5 && { breaksOff: "before" }),
		}));
		const { healthy, troubled, expected } = scene;
		await scene.healthyHasAll();
		await troubled.until(() => troubled.uids.size === expected.size);
		await scene.service.stop();
		expect(healthy.records).toHaveLength(expected.size);
		expect(new Set(troubled.uids.keys())).toEqual(expected);
		const bodies = troubled.requests.map(({ body }) => body.toString("hex"));
		const again = bodies.filter((body, index) => bodies.indexOf(body) < index);
		const unanswered = troubled.requests
			.slice(0, 5)
			.reduce((sum, { records }) => sum + records.length, 0);
		// All of the five came once more, byte for byte, and nothing else.
		expect(again).toHaveLength(5);
		expect(troubled.records).toHaveLength(expected.size + unanswered);
	});

	test("takes requests with a half-written answer is believed: its status was whole", async ({
		expect,
	}) => {
		await using scene = await startScene((_, index) => ({
			status: 200,
			headers: { "content-type": "application/json" },
			body: '{"partial',
			...(index < 5 && { breaksOff: "within" }),
		}));
		const { troubled, expected } = scene;
		await scene.healthyHasAll();
		await troubled.until(() => troubled.uids.size === expected.size);
		await scene.service.stop();
		expect(troubled.records).toHaveLength(expected.size);
	});

	test.for([
		["text/html", "<html>thank you"],
		["application/x-protobuf", "this is none"],
		["application/json", "{"],
	] as const)(
		"takes everything and answers with a senseless body of %s is believed",
		async ([type, body], { expect }) => {
			await using scene = await startScene(() => ({
				status: 200,
				headers: { "content-type": type },
				body,
			}));
			const { troubled, expected } = scene;
			await scene.healthyHasAll();
			await troubled.until(() => troubled.uids.size === expected.size);
			await scene.service.stop();
			expect(troubled.records).toHaveLength(expected.size);
		},
	);

	test("answers 413 gets everything in smaller requests", async ({
		expect,
	}) => {
		await using scene = await startScene(
			({ records }) => ({ status: records.length > MAX_RECORDS ? 413 : 200 }),
			{ sending_queue: { batch: { max_size: 1_000_000 } } },
		);
		const { troubled, expected } = scene;
		await scene.healthyHasAll();
		await troubled.until(() => troubled.uids.size === expected.size);
		await scene.service.stop();
		expect(troubled.requests[0]?.records.length).toBeGreaterThan(MAX_RECORDS);
		expect(troubled.records).toHaveLength(expected.size);
		expect(scene.counted("salesforce_exporter_dead_letter_log_records")).toBe(
			0,
		);
	});

	test("answers 400 to some requests has them set aside, and gets the others", async ({
		expect,
	}) => {
		await using scene = await startScene((_, index) => ({
			status: index % 3 === 0 ? 400 : 200,
			body: "one of them is malformed",
		}));
		const { healthy, troubled, expected } = scene;
		const setAside = () =>
			scene.counted("salesforce_exporter_dead_letter_log_records");
		await scene.healthyHasAll();
		await scene.service.until(
			() => troubled.records.length + setAside() === expected.size,
		);
		await scene.service.stop();
		expect(setAside()).toBeGreaterThan(0);
		expect(healthy.records).toHaveLength(expected.size);
		expect(troubled.records).toHaveLength(troubled.uids.size);
	});

	test("takes a part of a request has the rest counted, and nothing sent again", async ({
		expect,
	}) => {
		await using scene = await startScene(() => ({
			status: 200,
			headers: { "content-type": "application/json" },
			body: JSON.stringify({
				partialSuccess: { rejectedLogRecords: "1", errorMessage: "too old" },
			}),
		}));
		const { troubled, expected } = scene;
		await scene.healthyHasAll();
		await troubled.until(() => troubled.uids.size === expected.size);
		await scene.service.stop();
		expect(troubled.records).toHaveLength(expected.size);
		expect(scene.counted("salesforce_exporter_rejected_log_records")).toBe(
			troubled.requests.length,
		);
	});

	test("has an expired certificate is told by name, and gets everything with a new one", async ({
		expect,
	}) => {
		const expired = selfSignedCertificate(new Date(Date.now() - 86_400_000));
		const renewed = selfSignedCertificate(new Date(Date.now() + 86_400_000));
		const tls = { ca_pem: expired.cert + renewed.cert };
		await using scene = await startScene(taken, { tls }, { tls: expired });
		const { service, troubled, expected } = scene;
		await scene.healthyHasAll();
		await service.until(() => service.complaints("expired").length > 0);
		expect(troubled.requests).toHaveLength(0);

		const { port } = troubled;
		await troubled[Symbol.asyncDispose]();
		await using back = await startBackend(taken, { port, tls: renewed });
		await back.until(() => back.uids.size === expected.size);
		expect(back.records).toHaveLength(expected.size);
	});

	test("is down for an hour gets everything that came meanwhile", async ({
		expect,
	}) => {
		const port = await unusedPort();
		const clock = jumpingClock();
		const start = clock.now();
		await using org = await startOrg(ORG);
		await using healthy = await startBackend();
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				"otlp_http/healthy": { endpoint: healthy.url, ...EXPORTER },
				"otlp_http/troubled": {
					endpoint: `http://127.0.0.1:${port}`,
					...EXPORTER,
				},
			},
			clock,
		});
		await healthy.until(() => healthy.uids.size === publishedUids(org).size);
		// An hour's files appear while it is down.
		org.advance(HOUR_MS);
		const expected = publishedUids(org);
		await healthy.until(() => healthy.uids.size === expected.size);
		await service.until(() => clock.now() - start > HOUR_MS);

		await using back = await startBackend(taken, { port });
		await back.until(() => back.uids.size === expected.size);
		await service.stop();
		expect(new Set(back.uids.keys())).toEqual(expected);
		for (const { records } of [healthy, back]) {
			expect(records).toHaveLength(expected.size);
		}
		// One line when it began, and one when it was over, and not one an attempt.
		expect(service.complaints("connection refused").length).toBeLessThan(70);
	});
});
