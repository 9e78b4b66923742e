// What becomes of the records when backends answer as backends do: each exporter
// for itself, nothing dropped in silence.

import { describe, expect, test } from "vitest";
import { createChanges } from "./support/changes.ts";
import { startBackend, taken, unusedPort } from "./support/otlp-backend.ts";
import {
	type RunningService,
	startService,
} from "./support/running-service.ts";
import { publishedUids, startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const QUICK = { retry_on_failure: { initial_interval: "1s" } };

/** Rows of two files, in requests of about a hundred. */
const LARGE_ORG = { hours: 2, rows_per_hour: 1_000 };
const SMALL_REQUESTS = {
	sending_queue: { batch: { max_size: 100_000, sizer: "bytes" } },
};

function sent(service: RunningService, exporter: string): number {
	return service.total("otelcol_exporter_sent_log_records", { exporter });
}

describe.concurrent("two exporters", () => {
	test("get the same records, one in Protobuf and one in JSON", async ({
		expect,
	}) => {
		await using org = await startOrg();
		await using proto = await startBackend();
		await using json = await startBackend();
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				"otlp_http/proto": { endpoint: proto.url },
				"otlp_http/json": {
					logs_endpoint: `${json.url}/ingest/otlp`,
					encoding: "json",
					compression: "none",
				},
			},
		});
		await proto.until(() => proto.uids.size === 20);
		await json.until(() => json.uids.size === 20);
		await service.stop();

		expect(new Set(proto.uids.keys())).toEqual(publishedUids(org));
		const byUid = (backend: typeof proto) =>
			Map.groupBy(backend.records, (r) =>
				String(r.attributes["log.record.uid"]),
			);
		expect(byUid(json)).toEqual(byUid(proto));
		expect(proto.requests[0]).toMatchObject({
			path: "/v1/logs",
			headers: {
				"content-type": "application/x-protobuf",
				"content-encoding": "gzip",
			},
		});
		expect(json.requests[0]).toMatchObject({
			path: "/ingest/otlp",
			headers: { "content-type": "application/json" },
		});
		expect(json.requests[0]?.headers).not.toHaveProperty("content-encoding");
		expect(sent(service, "otlp_http/proto")).toBe(20);
		expect(sent(service, "otlp_http/json")).toBe(20);
		expect(service.complaints()).toEqual([]);
	});

	test("don't wait for each other: the one that is down gets everything later", async ({
		expect,
	}) => {
		await using org = await startOrg(LARGE_ORG);
		const expected = publishedUids(org);
		await using healthy = await startBackend();
		const port = await unusedPort();
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				"otlp_http/healthy": { endpoint: healthy.url },
				"otlp_http/dead": {
					endpoint: `http://127.0.0.1:${port}`,
					...SMALL_REQUESTS,
				},
			},
		});
		await healthy.until(() => healthy.uids.size === expected.size);
		expect(sent(service, "otlp_http/dead")).toBe(0);
		expect(service.complaints("connection refused")).toHaveLength(1);

		await using back = await startBackend(taken, { port });
		await back.until(() => back.uids.size === expected.size);
		expect(new Set(back.uids.keys())).toEqual(expected);
		await service.until(() => service.log.some(isRecovery));
		await service.stop();

		expect(back.records).toHaveLength(expected.size);
		expect(healthy.records).toHaveLength(expected.size);
		expect(sent(service, "otlp_http/dead")).toBe(expected.size);
	});

	test("one that hangs keeps neither the other nor the reading waiting", async ({
		expect,
	}) => {
		await using org = await startOrg(LARGE_ORG);
		const expected = publishedUids(org);
		await using healthy = await startBackend();
		await using hanging = await startBackend(() => undefined);
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				"otlp_http/healthy": { endpoint: healthy.url },
				"otlp_http/hanging": { endpoint: hanging.url, timeout: "100ms" },
			},
		});
		await healthy.until(() => healthy.uids.size === expected.size);
		await service.until(
			() => service.complaints("no complete answer").length > 0,
		);
		expect(hanging.records).toHaveLength(0);
		hanging.answer(taken);
		await hanging.until(() => hanging.uids.size === expected.size);
	});

	test("a full queue holds the reading back until the backend takes something", async ({
		expect,
	}) => {
		await using org = await startOrg({ hours: 6, rows_per_hour: 50 });
		const expected = publishedUids(org);
		await using backend = await startBackend(() => ({ status: 503 }));
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				otlp_http: { endpoint: backend.url, sending_queue: { queue_size: 2 } },
			},
		});
		await service.until(
			() => service.total("otelcol_receiver_accepted_log_records") >= 100,
		);
		await backend.until(() => backend.requests.length > 20);
		// Two files are stored, the third one waits for room.
		expect(service.total("otelcol_receiver_accepted_log_records")).toBe(100);
		backend.answer(taken);
		await backend.until(() => backend.uids.size === expected.size);
		expect(backend.records).toHaveLength(expected.size);
	});
});

function isRecovery({ msg }: { readonly msg: string }): boolean {
	return msg === "delivery works again";
}

describe.concurrent("a backend that", () => {
	test.for([429, 502, 503, 504])(
		"answers %i is asked again until it takes the records",
		async (status, { expect }) => {
			await using org = await startOrg();
			await using backend = await startBackend((_, index) => ({
				status: index < 2 ? status : 200,
				body: index < 2 ? "busy" : "",
			}));
			await using service = await startService({
				orgs: { a: org },
				exporters: { otlp_http: { endpoint: backend.url, ...QUICK } },
			});
			await backend.until(() => backend.uids.size === 20);
			await service.until(() => service.log.some(isRecovery));
			await service.stop();

			expect(backend.records).toHaveLength(20);
			expect(service.total("salesforce_exporter_retries")).toBe(2);
			expect(sent(service, "otlp_http")).toBe(20);
			const [complaint, ...more] = service.complaints();
			expect(complaint?.msg).toContain(`HTTP ${status}: busy`);
			expect(more).toEqual([]);
		},
	);

	test("names a time in Retry-After is not asked before", async ({
		expect,
	}) => {
		await using org = await startOrg();
		await using backend = await startBackend((_, index) =>
			index === 0
				? { status: 429, headers: { "retry-after": "77" } }
				: { status: 200 },
		);
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				otlp_http: {
					endpoint: backend.url,
					...QUICK,
					sending_queue: { num_consumers: 1 },
				},
			},
		});
		await backend.until(() => backend.uids.size === 20);
		expect(service.waits).toContain(77_000);
	});

	test.for([400, 404])(
		"answers %i has its request set aside, loudly, and the next one goes on",
		async (status, { expect }) => {
			await using org = await startOrg();
			await using backend = await startBackend((_, index) =>
				index === 0 ? { status, body: "timestamp too\nold" } : { status: 200 },
			);
			await using service = await startService({
				orgs: { a: org },
				exporters: { otlp_http: { endpoint: backend.url, ...QUICK } },
			});
			await backend.until(() => backend.requests.length === 2);
			await service.until(() => service.complaints().length > 0);
			await service.stop();

			const refused = backend.requests[0]?.records.length ?? 0;
			expect(backend.records).toHaveLength(20 - refused);
			expect(service.total("salesforce_exporter_dead_letter_log_records")).toBe(
				refused,
			);
			expect(
				service.total("otelcol_exporter_send_failed_log_records", {
					"error.type": `${status}`,
				}),
			).toBe(refused);
			expect(sent(service, "otlp_http")).toBe(20 - refused);
			const [complaint, ...more] = service.complaints();
			expect(more).toEqual([]);
			expect(complaint).toMatchObject({ level: "error", status });
			expect(complaint?.msg).toContain(`${refused} records are set aside`);
			expect(complaint?.msg).toContain("timestamp too old");
		},
	);

	test.for([
		["json", JSON.stringify],
		["proto", protobufPartialSuccess],
	] as const)(
		"takes a part of a request (%s) is not sent it again; the rest is counted",
		async ([encoding, encode], { expect }) => {
			await using org = await startOrg({ hours: 1 });
			await using backend = await startBackend(() => ({
				status: 200,
				headers: {
					"content-type":
						encoding === "json" ? "application/json" : "application/x-protobuf",
				},
				body: encode({
					partialSuccess: { rejectedLogRecords: "3", errorMessage: "too old" },
				}),
			}));
			await using service = await startService({
				orgs: { a: org },
				exporters: { otlp_http: { endpoint: backend.url, encoding } },
			});
			await service.until(() => service.complaints().length > 0);
			await service.stop();

			expect(backend.requests).toHaveLength(1);
			expect(service.total("salesforce_exporter_rejected_log_records")).toBe(3);
			expect(sent(service, "otlp_http")).toBe(7);
			expect(service.complaints().map(({ msg }) => msg)).toEqual([
				"the backend took a request but rejected 3 of its 10 records: too old",
			]);
		},
	);

	test("refuses the key keeps its records, and gets them when the key works", async ({
		expect,
	}) => {
		const changes = createChanges();
		await using org = await startOrg({ hours: 1 });
		await using backend = await startBackend(
			({ headers }) => ({
				status: 401,
				body: `the key ${headers["api-key"]} is not valid`,
			}),
			{ changes },
		);
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				otlp_http: {
					endpoint: backend.url,
					headers: { "api-key": "s3cret-k3y" },
				},
			},
			changes,
		});
		await service.until(() => service.complaints("credentials").length > 0);
		backend.answer(taken);
		await backend.until(() => backend.uids.size === 10);
		await service.stop();
		expect(JSON.stringify(service.log)).not.toContain("s3cret-k3y");
		expect(sent(service, "otlp_http")).toBe(10);
	});
});

/** ExportLogsServiceResponse { partial_success { 1: 3, 2: "too old" } }. */
function protobufPartialSuccess(): Uint8Array {
	const partial = Buffer.concat([
		Buffer.of(0x08, 3, 0x12, 7),
		Buffer.from("too old"),
	]);
	return Buffer.concat([Buffer.of(0x0a, partial.length), partial]);
}

test("an exporter that leaves the configuration keeps its records, and that is said", async () => {
	using directory = temporaryDirectory();
	await using org = await startOrg();
	await using refusing = await startBackend(() => ({ status: 503 }));
	await using other = await startBackend();
	{
		await using service = await startService({
			orgs: { a: org },
			exporters: {
				"otlp_http/old": { endpoint: refusing.url },
				"otlp_http/new": { endpoint: other.url },
			},
			directory: directory.path,
		});
		await other.until(() => other.uids.size === 20);
		await service.stop();
	}
	await using later = await startService({
		orgs: { a: org },
		exporters: { "otlp_http/new": { endpoint: other.url } },
		directory: directory.path,
	});
	expect(later.complaints("otlp_http/old")).toMatchObject([{ records: 20 }]);
});
