// What real backends were measured to answer, each on loopback: the OpenTelemetry
// Collector 0.162, Elastic APM Server 9.6, Grafana Loki 3.7 and VictoriaLogs 1.26.
// Status, headers and bytes are theirs; what becomes of the records is ours.

import { gunzipSync } from "node:zlib";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { describe, expect, onTestFinished, test } from "vitest";
import { otlpHttpExporterSchema } from "../../config/schema/otlp-http-exporter.ts";
import { createOtlpHttpExporter } from "../../exporters/otlp-http/create-otlp-http-exporter.ts";
import { createSendingQueue } from "../../exporters/queue/sending-queue.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { hurriedClock } from "../unit/exporters/hurried-clock.ts";
import { logRecord, logRecords } from "../unit/exporters/log-records.ts";
import { recordingTelemetry } from "../unit/exporters/recording-telemetry.ts";
import {
	open,
	temporaryDirectory,
} from "../unit/extensions/file-storage/state-directories.ts";
import {
	type BackendRequest,
	type Reply,
	type Script,
	startBackend,
} from "./support/otlp-backend.ts";

const NEVER = new AbortController().signal;
const ID = "otlp_http";

interface Options {
	/** Keys of the exporter. */
	readonly config?: Record<string, unknown>;
	readonly records?: readonly LogRecord[];
	/** When the exporter believes it is. */
	readonly now?: number;
}

/** Delivers records until nothing is queued; gives what became of them. */
async function deliver(script: Script, options: Options = {}) {
	const { records = logRecords(40), now } = options;
	const backend = await startBackend(script);
	onTestFinished(() => backend[Symbol.asyncDispose]());
	const storage = await open(temporaryDirectory());
	const telemetry = recordingTelemetry();
	const clock = hurriedClock(now);
	const config = otlpHttpExporterSchema.parse({
		endpoint: backend.url,
		...options.config,
	});
	const exporter = createOtlpHttpExporter(ID, config, telemetry, {
		version: "0",
		clock,
	});
	const queue = createSendingQueue({
		exporter,
		store: storage.queue(ID),
		config: config.sending_queue,
		retry: config.retry_on_failure,
		telemetry,
		clock,
	});
	const requests = await exporter.encoder.encode(records);
	await storage.commit(
		requests.map((request) => ({ request, exporters: [ID] })),
		undefined,
	);
	queue.start();
	await queue.drained(NEVER);
	await queue.shutdown(NEVER);
	await exporter.shutdown();
	return {
		backend,
		clock,
		telemetry,
		letters: await storage.deadLetters.list({ limit: 100 }),
		sent: telemetry.total("otelcol_exporter_sent_log_records"),
		deadLetters: telemetry.total("salesforce_exporter_dead_letter_log_records"),
		retries: telemetry.total("salesforce_exporter_retries"),
	};
}

/** Every record arrived, each once. */
function expectAllOnce(
	{ backend }: Awaited<ReturnType<typeof deliver>>,
	records: readonly LogRecord[] = logRecords(40),
) {
	expect([...backend.uids].toSorted()).toEqual(
		records
			.map((record) => [String(record.attributes["log.record.uid"]), 1])
			.toSorted(),
	);
}

const PROTO = { "content-type": "application/x-protobuf" };
const JSON_TYPE = { "content-type": "application/json" };
const TEXT = { "content-type": "text/plain; charset=utf-8" };

/** google.rpc.Status in Protobuf. */
function rpcStatus(code: number, message: string): Uint8Array {
	const text = Buffer.from(message);
	return Buffer.concat([Buffer.from([0x08, code, 0x12, text.length]), text]);
}

const uncompressed = ({ headers, body }: BackendRequest): Buffer =>
	headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;

/** Refuses requests of more bytes after decompression. */
const refusingOver =
	(bytes: number, reply: Reply): Script =>
	(request) =>
		uncompressed(request).byteLength > bytes ? reply : { status: 200 };

describe("success", () => {
	const rows: [string, Record<string, unknown>, Reply][] = [
		[
			"a Collector over Protobuf: an empty partial_success that is present",
			{},
			{ status: 200, headers: PROTO, body: Buffer.from([0x0a, 0x00]) },
		],
		[
			"a Collector over JSON",
			{ encoding: "json" },
			{ status: 200, headers: JSON_TYPE, body: '{"partialSuccess":{}}' },
		],
		[
			"APM Server",
			{},
			{ status: 200, headers: PROTO, body: Buffer.from([0x0a, 0x00]) },
		],
		["Loki: 204 and nothing", {}, { status: 204 }],
		["VictoriaLogs: neither body nor content type", {}, { status: 200 }],
	];
	test.each(rows)("%s", async (_, config, reply) => {
		const outcome = await deliver(() => reply, { config });
		expectAllOnce(outcome);
		expect(outcome.sent).toBe(40);
		expect(outcome.telemetry.lines).toEqual([]);
	});
});

describe("what is sent is what all of them take", () => {
	test("Protobuf by default, gzip alone as a coding, one content type without parameters", async () => {
		const { backend } = await deliver(({ headers }) => ({
			status:
				headers["content-type"] === "application/x-protobuf" &&
				headers["content-encoding"] === "gzip"
					? 204
					: 400,
		}));
		expect(backend.records).toHaveLength(40);
	});

	test("JSON as exactly application/json: Loki refuses a charset", async () => {
		const outcome = await deliver(
			({ headers }) =>
				headers["content-type"] === "application/json"
					? { status: 204 }
					: { status: 400, headers: TEXT, body: "unsupported content type" },
			{ config: { encoding: "json" } },
		);
		expectAllOnce(outcome);
	});

	test("no request is empty: Loki answers those with 422, an exporter without anything to send says nothing", async () => {
		const now = Date.now() + 365 * 86_400_000;
		const outcome = await deliver(
			({ records }) => ({ status: records.length === 0 ? 422 : 204 }),
			{ config: { max_age: "24h" }, now },
		);
		expect(outcome.backend.requests).toEqual([]);
		expect(outcome.deadLetters).toBe(40);
		expect(
			(await deliver(() => ({ status: 422 }), { records: [] })).letters,
		).toEqual([]);
	});

	test("no more than 1,000,000 bytes by default: the strictest take no more", async () => {
		const outcome = await deliver(refusingOver(1_000_000, { status: 413 }), {
			records: logRecords(500, 5_000),
		});
		expect(outcome.backend.requests.length).toBeGreaterThan(2);
		expect(outcome.deadLetters).toBe(0);
		expect(outcome.telemetry.messages("warn")).toEqual([]);
	});
});

describe("too large is split until it fits", () => {
	const rows: [string, Reply][] = [
		[
			"a Collector: 400, and not 413",
			{
				status: 400,
				headers: PROTO,
				body: rpcStatus(3, "http: request body too large"),
			},
		],
		[
			"a Collector over JSON",
			{
				status: 400,
				headers: JSON_TYPE,
				body: '{"code":3,"message":"http: request body too large"}',
			},
		],
		[
			"VictoriaLogs: 400",
			{
				status: 400,
				headers: TEXT,
				body: "cannot read OpenTelemetry protocol data: too big data size exceeding -opentelemetry.maxRequestSize=67108864 bytes\n",
			},
		],
		["413, as the specification says", { status: 413 }],
		[
			"managed OTLP: 413 with a body",
			{ status: 413, headers: JSON_TYPE, body: '{"error":"too large"}' },
		],
		[
			"a Collector whose next hop is gRPC",
			{
				status: 500,
				headers: TEXT,
				body: "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5242880 vs. 4194304)",
			},
		],
	];
	test.each(rows)("%s", async (_, reply) => {
		const records = logRecords(40, 1_000);
		const outcome = await deliver(refusingOver(12_000, reply), { records });
		expectAllOnce(outcome, records);
		expect(outcome.sent).toBe(40);
		expect(outcome.deadLetters).toBe(0);
		expect(outcome.telemetry.messages("warn")).toEqual([
			expect.stringContaining("goes out in halves"),
		]);
		expect(outcome.telemetry.messages("error")).toEqual([]);
	});

	test("one record that is too large is set aside with the answer, and no other", async () => {
		const records = [...logRecords(9), logRecord(9, 20_000)];
		const outcome = await deliver(
			refusingOver(12_000, { status: 413, headers: TEXT, body: "no" }),
			{ records },
		);
		expectAllOnce(outcome, logRecords(9));
		expect(outcome.letters).toEqual([
			expect.objectContaining({
				records: 1,
				status: 413,
				message: expect.stringMatching(
					/^HTTP 413: no: one record of \d+ bytes can't be split$/,
				),
			}),
		]);
	});

	const RATE_LIMIT =
		"Ingestion rate limit exceeded for user fake (limit: 4194304 bytes/sec) while attempting to ingest '5000' lines totaling '7000000' bytes, reduce log volume or contact your Loki administrator to see if the limit can be increased\n";

	test("Loki: a 429 that never passes, on what is over its burst, although others do", async () => {
		const records = [
			...logRecords(20, 2_000),
			...Array.from({ length: 600 }, (_, index) => logRecord(20 + index)),
		];
		const outcome = await deliver(
			refusingOver(30_000, { status: 429, headers: TEXT, body: RATE_LIMIT }),
			{
				records,
				config: {
					sending_queue: {
						num_consumers: 2,
						batch: { max_size: 20, sizer: "items" },
					},
				},
			},
		);
		expectAllOnce(outcome, records);
		expect(outcome.deadLetters).toBe(0);
	});

	test("Loki: a 429 that never passes when every request is over its burst", async () => {
		const records = logRecords(60, 100_000);
		const outcome = await deliver(
			refusingOver(2_500_000, { status: 429, headers: TEXT, body: RATE_LIMIT }),
			{
				records,
				config: {
					sending_queue: { num_consumers: 1, batch: { max_size: "8MB" } },
				},
			},
		);
		expectAllOnce(outcome, records);
	});

	test("Loki: a 429 that passes is waited for, and nothing is split", async () => {
		const outcome = await deliver((_, index) =>
			index < 25
				? { status: 429, headers: TEXT, body: RATE_LIMIT }
				: { status: 204 },
		);
		expectAllOnce(outcome);
		expect(outcome.backend.requests).toHaveLength(26);
		expect(outcome.retries).toBe(25);
		expect(
			new Set(outcome.backend.requests.map(({ body }) => body.length)).size,
		).toBe(1);
	});
});

describe("refused for a while", () => {
	test("a Collector's memory limiter: 503 without Retry-After, six times", async () => {
		const outcome = await deliver((_, index) =>
			index < 6
				? {
						status: 503,
						headers: PROTO,
						body: rpcStatus(14, "data refused due to high memory usage"),
					}
				: { status: 200, headers: PROTO, body: Buffer.from([0x0a, 0x00]) },
		);
		expectAllOnce(outcome);
		expect(outcome.retries).toBe(6);
		expect(outcome.telemetry.messages("warn")[0]).toBe(
			"delivery fails and is retried: HTTP 503: data refused due to high memory usage",
		);
		// No backend names a time, so the back-off is what is used.
		const [first = 0, , , , , last = 0] = outcome.clock.sleeps;
		expect(first).toBeGreaterThanOrEqual(2_500);
		expect(first).toBeLessThanOrEqual(7_500);
		expect(last).toBeGreaterThan(first);
	});

	test.each([
		["seconds", "30", 30_000],
		["a date", "Mon, 23 Nov 2026 12:00:45 GMT", 45_000],
		["longer than an hour", "86400", 3_600_000],
	])("Retry-After as %s", async (_, retryAfter, ms) => {
		const outcome = await deliver((__, index) =>
			index === 0
				? {
						status: 503,
						headers: {
							"retry-after": retryAfter,
							date: "Mon, 23 Nov 2026 12:00:00 GMT",
						},
					}
				: { status: 200 },
		);
		expectAllOnce(outcome);
		expect(outcome.clock.sleeps).toEqual([ms]);
	});

	test.each([
		[
			"APM Server: 401",
			401,
			'{"error":"authentication failed: invalid token"}',
		],
		[
			"a Collector's next hop: 401",
			401,
			'{"code":16,"message":"Unauthenticated"}',
		],
		["Datadog: 403 for the wrong site", 403, '{"error":"Forbidden"}'],
	])(
		"credentials: %s is retried slowly, and reported",
		async (_, status, body) => {
			const outcome = await deliver((__, index) =>
				index < 3 ? { status, headers: JSON_TYPE, body } : { status: 200 },
			);
			expectAllOnce(outcome);
			expect(outcome.clock.sleeps).toEqual([60_000, 60_000, 60_000]);
			expect(outcome.telemetry.messages("warn")[0]).toMatch(
				/refuses the credentials.*next hop/,
			);
		},
	);

	test("max_elapsed_time sets aside instead of trying for ever", async () => {
		const outcome = await deliver(() => ({ status: 503 }), {
			config: { retry_on_failure: { max_elapsed_time: "5m" } },
		});
		expect(outcome.letters).toEqual([
			expect.objectContaining({
				records: 40,
				status: 503,
				message: expect.stringMatching(/^gave up after \d+ s .*HTTP 503/),
			}),
		]);
	});
});

describe("refused for good, with the answer kept", () => {
	const rows: [string, Record<string, unknown>, Reply, string][] = [
		[
			"a Collector: undecodable Protobuf",
			{},
			{
				status: 400,
				headers: PROTO,
				body: rpcStatus(3, "unexpected EOF"),
			},
			"HTTP 400: unexpected EOF",
		],
		[
			"a Collector: undecodable JSON",
			{ encoding: "json" },
			{
				status: 400,
				headers: JSON_TYPE,
				body: '{"code":3,"message":"readObjectStart: expect { or n"}',
			},
			"HTTP 400: readObjectStart: expect { or n",
		],
		[
			"a Collector: wrong content type",
			{},
			{
				status: 415,
				headers: { "content-type": "text/plain" },
				body: "415 unsupported media type, supported: [application/json, application/x-protobuf]",
			},
			"HTTP 415: 415 unsupported media type, supported: [application/json, application/x-protobuf]",
		],
		[
			"a Collector: unknown path",
			{},
			{ status: 404, headers: TEXT, body: "404 page not found\n" },
			"HTTP 404: 404 page not found",
		],
		[
			"APM Server: JSON",
			{ encoding: "json" },
			{
				status: 400,
				headers: JSON_TYPE,
				body: '{"code":3,"message":"failed to unmarshal request body: proto: wrong wireType = 3 for field ResourceLogs"}',
			},
			"HTTP 400: failed to unmarshal request body: proto: wrong wireType = 3 for field ResourceLogs",
		],
		[
			"APM Server: a processing error",
			{},
			{ status: 500, headers: PROTO, body: rpcStatus(13, "failed to process") },
			"HTTP 500: failed to process",
		],
		[
			"VictoriaLogs: JSON",
			{ encoding: "json" },
			{
				status: 400,
				headers: TEXT,
				body: "json encoding isn't supported for opentelemetry format. Use protobuf encoding\n",
			},
			"HTTP 400: json encoding isn't supported for opentelemetry format. Use protobuf encoding",
		],
		[
			"Loki: a coding that it does not know",
			{},
			{
				status: 400,
				headers: TEXT,
				body: 'Content-Encoding "deflate" not supported\n',
			},
			'HTTP 400: Content-Encoding "deflate" not supported',
		],
	];
	test.each(rows)("%s", async (_, config, reply, message) => {
		const outcome = await deliver(() => reply, { config });
		expect(outcome.letters).toEqual([
			expect.objectContaining({
				records: 40,
				status: reply.status,
				message,
				partlyDelivered: false,
			}),
		]);
		expect(outcome.backend.requests).toHaveLength(1);
		expect(outcome.telemetry.messages("error")).toEqual([
			expect.stringContaining(`set aside: ${message}`),
		]);
	});

	const STREAM = `{service_name="salesforce"}`;
	test.each([
		[
			"30 days old",
			`entry for stream '${STREAM}' has timestamp too old: 2026-10-01T00:00:00Z, oldest acceptable timestamp is: 2026-11-16T00:00:00Z`,
		],
		[
			"more than an hour behind its stream",
			`entry with timestamp 2026-11-23 08:00:00 +0000 UTC ignored, reason: 'entry too far behind, entry timestamp is: 2026-11-23T08:00:00Z, oldest acceptable timestamp is: 2026-11-23T11:00:00Z',\nuser 'fake', total ignored: 1 out of 40 for stream: ${STREAM}`,
		],
		[
			"an hour in the future",
			`entry for stream '${STREAM}' has timestamp too new: 2026-11-23T14:00:00Z`,
		],
		[
			"one long record",
			`Max entry size '262144' bytes exceeded for stream '${STREAM}' while adding an entry with length '300000' bytes`,
		],
		[
			"64 KiB of attributes",
			`stream '${STREAM}' has structured metadata too large: '70000' bytes, limit: '65536' bytes. Please see \`limits_config.max_structured_metadata_size\` or contact your Loki administrator to increase it.`,
		],
		[
			"128 attributes",
			`stream '${STREAM}' has too many structured metadata labels: '130', limit: '128'. Please see \`limits_config.max_structured_metadata_entries_count\``,
		],
	])(
		"Loki: %s is a 400 that has stored the others, and is never sent again",
		async (_, body) => {
			const outcome = await deliver(() => ({
				status: 400,
				headers: TEXT,
				body,
			}));
			expect(outcome.backend.requests).toHaveLength(1);
			expect(outcome.letters).toEqual([
				expect.objectContaining({ status: 400, partlyDelivered: true }),
			]);
			expect(outcome.telemetry.messages("error")).toEqual([
				expect.stringContaining("though it may have taken some of them"),
			]);
		},
	);
});

test("Datadog: no more than 1,000 records in a request, and none that is older than 18 hours", async () => {
	const records = logRecords(2_500);
	const HOUR_MS = 3_600_000;
	const oldest = 1_795_000_000_123;
	const outcome = await deliver(
		({ records: { length } }) => ({ status: length > 1_000 ? 413 : 202 }),
		{
			records,
			config: {
				max_age: "18h",
				sending_queue: { batch: { sizer: "items", max_size: 1000 } },
			},
			// Ten of them are a second and more too old.
			now: oldest + 10 * 1_000 + 18 * HOUR_MS,
		},
	);
	expectAllOnce(outcome, records.slice(10));
	expect(outcome.deadLetters).toBe(10);
	expect(outcome.telemetry.messages("error")).toEqual([]);
	expect(
		outcome.telemetry.messages("warn").filter((text) => /halves/.test(text)),
	).toEqual([]);
});

test("a partial success is counted with its message, and not sent again", async () => {
	const outcome = await deliver(() => ({
		status: 200,
		headers: JSON_TYPE,
		body: '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"too old"}}',
	}));
	expect(outcome.backend.requests).toHaveLength(1);
	expect(outcome.sent).toBe(37);
	expect(
		outcome.telemetry.total("salesforce_exporter_rejected_log_records"),
	).toBe(3);
	expect(outcome.telemetry.messages("warn")).toEqual([
		"the backend took a request but rejected 3 of its 40 records: too old",
	]);
});

describe("VictoriaLogs answers 200 and skips in silence", () => {
	const HOUR = 3_600_000;
	/** When record n happened. */
	const at = (index: number) => 1_795_000_000_123 + index * 1_000;

	test("what is older than its retention: max_age sets it aside, and says so", async () => {
		const outcome = await deliver(() => ({ status: 200 }), {
			config: { max_age: "168h" },
			now: at(30) + 168 * HOUR,
		});
		expect(outcome.sent).toBe(10);
		expect(outcome.deadLetters).toBe(30);
		expect(outcome.letters).toEqual([
			expect.objectContaining({
				records: 30,
				status: undefined,
				message:
					"older than max_age (168 h) when it was to be sent, so not sent",
			}),
		]);
		expect(outcome.telemetry.messages("warn")).toHaveLength(1);
	});

	test("what is larger than 2 MB: max_record_size sets it aside, and says so", async () => {
		const outcome = await deliver(() => ({ status: 200 }), {
			config: { max_record_size: "2MB" },
			records: [logRecord(0), logRecord(1, 2_000_000), logRecord(2)],
		});
		expect([...outcome.backend.uids.keys()].toSorted()).toEqual([
			"uid-0",
			"uid-2",
		]);
		expect(outcome.letters).toEqual([
			expect.objectContaining({
				records: 1,
				message: "larger than max_record_size (2000000 bytes), so not sent",
			}),
		]);
	});
});

describe("Loki refuses what is more than an hour behind its stream", () => {
	/** As Loki does: by stream, the good ones of a request stored. */
	function loki() {
		const newest = new Map<string, bigint>();
		const stored: string[] = [];
		const script: Script = ({ records }) => {
			let refused = 0;
			for (const { resource, timeUnixNano, attributes } of records) {
				const stream = `${resource["service.name"]}/${resource["service.instance.id"]}`;
				const last = newest.get(stream) ?? 0n;
				if (timeUnixNano < last - 3_600_000_000_000n) {
					refused += 1;
					continue;
				}
				if (timeUnixNano > last) newest.set(stream, timeUnixNano);
				stored.push(String(attributes["log.record.uid"]));
			}
			return refused === 0
				? { status: 204 }
				: {
						status: 400,
						headers: TEXT,
						body: `entry with timestamp 0 ignored, reason: 'entry too far behind', total ignored: ${refused} out of ${records.length}`,
					};
		};
		return { script, stored };
	}

	const resource = resourceFromAttributes({
		"service.name": "salesforce",
		"salesforce.organization.id": "00D000000000001EAA",
	});
	/** Two event types, whose files of five hours arrive one type after the other. */
	const records = ["Login", "ApexExecution"].flatMap((type, typeIndex) =>
		Array.from({ length: 60 }, (_, index): LogRecord => {
			const record = logRecord(index * 300);
			return {
				...record,
				resource: resource as LogRecord["resource"],
				attributes: {
					...record.attributes,
					"log.record.uid": `uid-${typeIndex}-${index}`,
					"salesforce.event.type": type,
				},
			};
		}),
	);
	const IN_ORDER = {
		sending_queue: { num_consumers: 1, batch: { max_size: 8, sizer: "items" } },
	};

	test("with one stream for all, an ordinary day is refused in part", async () => {
		const { script } = loki();
		const outcome = await deliver(script, { records, config: IN_ORDER });
		expect(outcome.letters.length).toBeGreaterThan(0);
		expect(outcome.letters.every((letter) => letter.partlyDelivered)).toBe(
			true,
		);
	});

	test("with a stream for each event type, sent in order, everything is stored", async () => {
		const { script, stored } = loki();
		let busy = 0;
		const outcome = await deliver(
			// Now and then it is busy: nothing may overtake what waits.
			(request, index) => {
				busy += 1;
				return busy % 4 === 0
					? { status: 429, headers: TEXT, body: "rate limit exceeded" }
					: script(request, index);
			},
			{
				records,
				config: { ...IN_ORDER, instance_id_from_event_type: true },
			},
		);
		expect(outcome.letters).toEqual([]);
		expect(stored).toHaveLength(records.length);
		expect(new Set(stored).size).toBe(records.length);
	});
});
