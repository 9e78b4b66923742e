import { describe, expect, test } from "vitest";
import { classifyAnswer } from "../../../../exporters/otlp-grpc/classify.ts";
import { retryInfo, statusWith } from "./status-details.ts";

const NOTHING = new Uint8Array();
const classify = (code: number, details = "", statusDetails?: Uint8Array) =>
	classifyAnswer({ code, details, statusDetails, body: NOTHING });

/** The table of https://opentelemetry.io/docs/specs/otlp/#failures, 401 and 403 widened. */
const TABLE: readonly (readonly [number, string, string])[] = [
	[0, "OK", "accepted"],
	[1, "CANCELLED", "retry"],
	[2, "UNKNOWN", "permanent"],
	[3, "INVALID_ARGUMENT", "permanent"],
	[4, "DEADLINE_EXCEEDED", "retry"],
	[5, "NOT_FOUND", "permanent"],
	[6, "ALREADY_EXISTS", "permanent"],
	[7, "PERMISSION_DENIED", "retry"],
	[8, "RESOURCE_EXHAUSTED", "permanent"],
	[9, "FAILED_PRECONDITION", "permanent"],
	[10, "ABORTED", "retry"],
	[11, "OUT_OF_RANGE", "retry"],
	[12, "UNIMPLEMENTED", "permanent"],
	[13, "INTERNAL", "permanent"],
	[14, "UNAVAILABLE", "retry"],
	[15, "DATA_LOSS", "retry"],
	[16, "UNAUTHENTICATED", "retry"],
	[99, "status 99", "permanent"],
];

test.each(TABLE)("%i %s is %s", (code, name, kind) => {
	const result = classify(code, "the backend's words");
	expect(result.kind).toBe(kind);
	if (!("message" in result)) return;
	expect(result.message).toMatch(new RegExp(`^${name}: the backend's words`));
	expect(result).toMatchObject({ status: code });
});

describe("RetryInfo", () => {
	const details = statusWith(8, "", retryInfo(17));

	test("makes RESOURCE_EXHAUSTED a reason to try again, not before its delay", () => {
		expect(classify(8, "quota", details)).toMatchObject({
			kind: "retry",
			retryAfterMs: 17_000,
		});
	});

	test("is obeyed with every status that may be tried again", () => {
		for (const code of [1, 4, 7, 10, 11, 14, 15, 16]) {
			expect(classify(code, "", details)).toMatchObject({
				kind: "retry",
				retryAfterMs: 17_000,
			});
		}
	});

	test("does not make a request good that is bad", () => {
		expect(classify(3, "", details)).toMatchObject({ kind: "permanent" });
	});
});

describe("a message over the server's limit is split", () => {
	test.each([
		["Go", 8, "grpc: received message larger than max (5000000 vs. 4194304)"],
		[
			"Go",
			8,
			"grpc: received message after decompression larger than max 4194304",
		],
		[
			"C++",
			8,
			"SERVER: Received message larger than max (5000000 vs. 4194304)",
		],
		[
			"Node",
			8,
			"Received message that decompresses to a size larger than 4194304",
		],
		["Java", 8, "gRPC message exceeds maximum size 4194304: 5000000"],
		["Java", 8, "Decompressed gRPC message exceeds maximum size 4194304"],
		[
			"Rust",
			11,
			"Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304 bytes",
		],
	])("%s, status %i: %s", (_, code, details) => {
		expect(classify(code, details)).toEqual({
			kind: "too_large",
			status: code,
			message: expect.stringContaining(details),
		});
	});

	test("also when a Collector passes on the words of its next hop", () => {
		const details =
			"rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5000000 vs. 4194304)";
		expect(classify(14, details).kind).toBe("too_large");
	});

	test.each([
		[8, "rate limit exceeds quota of the tenant"],
		[8, "message rate exceeded"],
		[14, "queue too large"],
	])("%i %s is something else", (code, details) => {
		expect(classify(code, details).kind).not.toBe("too_large");
	});

	test("unless RetryInfo says that it passes", () => {
		const details = statusWith(8, "", retryInfo(1));
		expect(classify(8, "request too large just now", details).kind).toBe(
			"retry",
		);
	});
});

describe("a stream that broke off without a status is tried again", () => {
	test.each([
		[13, "Received RST_STREAM with code 0 (Call ended without gRPC status)"],
		[13, "Received RST_STREAM with code 2 (Internal server error)"],
		[8, "Bandwidth exhausted or memory limit exceeded"],
	])("%i %s", (code, details) => {
		expect(classify(code, details).kind).toBe("retry");
	});
});

test("a refusal of some records only is marked as such, as Loki words it", () => {
	expect(classify(3, "entry too far behind")).toMatchObject({
		kind: "permanent",
		partlyDelivered: true,
	});
});

test("refused credentials are tried again a minute later", () => {
	for (const code of [7, 16]) {
		expect(classify(code, "token expired")).toMatchObject({
			kind: "retry",
			retryAfterMs: 60_000,
			message: expect.stringContaining("Check the exporter's headers"),
		});
	}
});

describe("success", () => {
	const ok = (body: Uint8Array) =>
		classifyAnswer({ code: 0, details: "", body });

	test("with an empty partial_success, as the Collector sends it, is success", () => {
		expect(ok(Buffer.from([0x0a, 0x00]))).toEqual({ kind: "accepted" });
	});

	test("with rejected records is partial", () => {
		const body = Buffer.from([
			0x0a,
			0x0b,
			0x08,
			0x02,
			0x12,
			0x07,
			...Buffer.from("too old"),
		]);
		expect(ok(body)).toEqual({
			kind: "partial",
			rejected: 2,
			message: "too old",
		});
	});

	test("with a body that is none is still success: what was taken is not sent again", () => {
		expect(ok(Buffer.from([0xff, 0xff, 0xff]))).toEqual({ kind: "accepted" });
	});
});

test("a message is one line of at most 500 characters", () => {
	const result = classify(3, `first\nsecond\u001b[31m${"x".repeat(1_000)}`);
	if (result.kind !== "permanent") throw new Error(result.kind);
	expect(result.message).toMatch(
		/^INVALID_ARGUMENT: first second \[31mx+\.\.\.$/,
	);
	expect(result.message.length).toBeLessThan(530);
});
