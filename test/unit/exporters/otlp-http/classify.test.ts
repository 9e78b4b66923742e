import { describe, expect, test } from "vitest";
import { classifyAnswer } from "../../../../exporters/otlp-http/classify.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const PROTO = { "content-type": "application/x-protobuf" };
const JSON_TYPE = { "content-type": "application/json" };

function classify(
	status: number,
	headers: Record<string, string> = {},
	body: string | Uint8Array = "",
) {
	const bytes = typeof body === "string" ? Buffer.from(body) : body;
	return classifyAnswer({ status, headers, body: bytes }, NOW);
}

/** google.rpc.Status with a code, a message and a detail. */
function rpcStatus(message: string): Uint8Array {
	const text = Buffer.from(message);
	return Buffer.concat([
		Buffer.from([0x08, 3, 0x12, text.length]),
		text,
		Buffer.from([0x1a, 2, 0x0a, 0]),
	]);
}

describe("success, as real backends say it", () => {
	test.each([
		["a Collector over Protobuf", 200, PROTO, Buffer.from([0x0a, 0x00])],
		["a Collector over JSON", 200, JSON_TYPE, '{"partialSuccess":{}}'],
		["Loki", 204, {}, ""],
		["VictoriaLogs: no body, no type", 200, {}, ""],
		["a proxy with HTML", 200, { "content-type": "text/html" }, "<html>"],
		["broken JSON", 200, JSON_TYPE, '{"partialSuccess":'],
		["JSON null", 200, JSON_TYPE, "null"],
		["broken Protobuf", 200, PROTO, Buffer.from([0x0a, 0x7f, 0x01])],
		["202", 202, {}, "queued"],
	])("%s", (_, status, headers, body) => {
		expect(classify(status, headers, body)).toEqual({ kind: "accepted" });
	});
});

describe("partial success", () => {
	test("in Protobuf", () => {
		const body = Buffer.from([
			0x0a,
			9,
			0x08,
			3,
			0x12,
			5,
			...Buffer.from("stale"),
		]);
		expect(classify(200, PROTO, body)).toEqual({
			kind: "partial",
			rejected: 3,
			message: "stale",
		});
	});

	test.each([['"7"'], ["7"]])("in JSON, with the count as %s", (count) => {
		const body = `{"partialSuccess":{"rejectedLogRecords":${count},"errorMessage":"too old"}}`;
		expect(
			classify(
				200,
				{ "content-type": "application/json; charset=utf-8" },
				body,
			),
		).toEqual({ kind: "partial", rejected: 7, message: "too old" });
	});

	test("a message without rejected records is a warning", () => {
		const body = '{"partialSuccess":{"errorMessage":"deprecated"}}';
		expect(classify(200, JSON_TYPE, body)).toEqual({
			kind: "partial",
			rejected: 0,
			message: "deprecated",
		});
	});
});

describe("what may be tried again", () => {
	test.each([429, 502, 503, 504])("%i", (status) => {
		expect(classify(status)).toMatchObject({
			kind: "retry",
			status,
			retryAfterMs: undefined,
		});
	});

	test.each([
		["seconds", { "retry-after": "120" }, 120_000],
		["a date", { "retry-after": "Mon, 23 Nov 2026 12:00:30 GMT" }, 30_000],
		[
			"a date of a backend whose clock is ahead",
			{
				"retry-after": "Mon, 23 Nov 2026 13:00:30 GMT",
				date: "Mon, 23 Nov 2026 13:00:00 GMT",
			},
			30_000,
		],
		["a date gone by", { "retry-after": "Mon, 23 Nov 2026 11:00:00 GMT" }, 0],
		["nonsense", { "retry-after": "-5" }, undefined],
		["seconds of a day", { "retry-after": "86400" }, 3_600_000],
		[
			"a date in a year",
			{ "retry-after": "Tue, 23 Nov 2027 12:00:30 GMT" },
			3_600_000,
		],
	])("Retry-After as %s", (_, headers, retryAfterMs) => {
		expect(classify(503, headers)).toMatchObject({
			kind: "retry",
			retryAfterMs,
		});
	});

	test("a memory limiter's refusal, with its message", () => {
		const body = rpcStatus("data refused due to high memory usage");
		expect(classify(503, PROTO, body)).toMatchObject({
			kind: "retry",
			message: "HTTP 503: data refused due to high memory usage",
		});
	});

	test("Loki's rate limit, with its text", () => {
		const body = "ingestion rate limit exceeded for user fake (limit: 4194304)";
		expect(classify(429, { "content-type": "text/plain" }, body)).toMatchObject(
			{ kind: "retry", message: `HTTP 429: ${body}` },
		);
	});

	test.each([401, 403])("credentials (%i), slowly", (status) => {
		const body = '{"error":"invalid API key"}';
		expect(classify(status, JSON_TYPE, body)).toMatchObject({
			kind: "retry",
			status,
			retryAfterMs: 60_000,
			message: expect.stringMatching(/invalid API key.*credentials.*next hop/),
		});
	});
});

describe("what is more than the backend takes at once", () => {
	test.each([
		[413, {}, ""],
		[413, PROTO, rpcStatus("too big")],
		[400, PROTO, rpcStatus("http: request body too large")],
		[
			400,
			{ "content-type": "text/plain" },
			"too big data size exceeding -opentelemetry.maxRequestSize=67108864",
		],
		[400, {}, "request body too large: 90000000 bytes, limit: 80000000 bytes"],
		[429, PROTO, rpcStatus("grpc: received message larger than max (5 vs. 4)")],
		[400, {}, "Request Entity Too Large"],
		[400, {}, "payload is too large"],
	])("%i %j %s", (status, headers, body) => {
		expect(classify(status, headers, body)).toMatchObject({
			kind: "too_large",
			status,
			message: expect.stringMatching(new RegExp(`^HTTP ${status}`)),
		});
	});

	test("is not what speaks of one record", () => {
		for (const text of [
			"Max entry size '262144' bytes exceeded for stream '{}' while adding an entry with length '300000' bytes",
			"stream '{}' has structured metadata too large: '70000' bytes",
			"attribute value too long",
		]) {
			expect(classify(400, {}, text)).toMatchObject({ kind: "permanent" });
		}
	});
});

test("a proxy's refusal is not the backend's", () => {
	expect(classify(407)).toMatchObject({
		kind: "retry",
		retryAfterMs: 60_000,
		message: expect.stringMatching(/the proxy refuses the credentials/),
	});
});

describe("what will never be taken", () => {
	test.each([
		[400, JSON_TYPE, '{"code":3,"message":"bad data"}', "HTTP 400: bad data"],
		[
			400,
			{ "content-type": "text/plain" },
			"json encoding isn't supported\n",
			"HTTP 400: json encoding isn't supported",
		],
		[400, PROTO, "not a status", "HTTP 400: not a status"],
		[400, JSON_TYPE, '{"error":{"reason":"mapping"}}', "HTTP 400: mapping"],
		[
			404,
			{ "content-type": "text/plain" },
			"404 page not found",
			"HTTP 404: 404 page not found",
		],
		[415, {}, "", "HTTP 415"],
		[422, {}, "", "HTTP 422"],
		[500, JSON_TYPE, '{"message":"failed"}', "HTTP 500: failed"],
		[501, {}, "", "HTTP 501"],
	])("%i %j", (status, headers, body, message) => {
		expect(classify(status, headers, body)).toEqual({
			kind: "permanent",
			status,
			message,
		});
	});

	test("a redirect says where to, without its query", () => {
		expect(
			classify(307, {
				location: "https://u:p@new.example.com/v1/logs?token=abc",
			}),
		).toMatchObject({
			kind: "permanent",
			message: expect.stringMatching(
				/^HTTP 307: redirected to https:\/\/new\.example\.com\/v1\/logs\. /,
			),
		});
	});

	test("a long or many-lined answer becomes one short line", () => {
		const result = classify(400, {}, `a\r\n\u001b[31mb${"c".repeat(2_000)}`);
		const message = "message" in result ? result.message : "";
		expect(message).toMatch(/^HTTP 400: a \[31mbc+\.\.\.$/);
		expect(message.length).toBeLessThan(520);
	});
});
