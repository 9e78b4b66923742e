import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retryInfoDelayMs } from "../../../../exporters/otlp-grpc/retry-info.ts";
import { detail, retryInfo, statusWith } from "./status-details.ts";

describe("the delay of a RetryInfo", () => {
	test("is its seconds and nanoseconds in milliseconds", () => {
		const status = statusWith(8, "slow down", retryInfo(17, 250_000_000));
		expect(retryInfoDelayMs(status)).toBe(17_250);
	});

	test("is found among other details", () => {
		const status = statusWith(
			14,
			"later",
			detail("google.rpc.ErrorInfo", Buffer.from([10, 1, 65])),
			detail("google.rpc.DebugInfo", Buffer.from([10, 2, 8, 1])),
			retryInfo(3),
		);
		expect(retryInfoDelayMs(status)).toBe(3_000);
	});

	test("is 0 where the RetryInfo names none", () => {
		expect(retryInfoDelayMs(statusWith(8, "", retryInfo(0)))).toBe(0);
	});

	test("is never negative", () => {
		expect(retryInfoDelayMs(statusWith(8, "", retryInfo(-5)))).toBe(0);
	});

	test("is undefined without a RetryInfo", () => {
		expect(retryInfoDelayMs(statusWith(8, "quota"))).toBeUndefined();
		expect(retryInfoDelayMs(Buffer.alloc(0))).toBeUndefined();
	});

	test("is read from the bytes that grpc-go sends", () => {
		// status.New(codes.ResourceExhausted, "x") with a RetryInfo of 90 s.
		const url = Buffer.from("type.googleapis.com/google.rpc.RetryInfo");
		const status = `08081201781a300a28${url.toString("hex")}12040a02085a`;
		expect(retryInfoDelayMs(Buffer.from(status, "hex"))).toBe(90_000);
	});
});

test("bytes that are not a status say nothing, whatever they are", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			const delay = retryInfoDelayMs(bytes);
			expect(delay === undefined || delay >= 0).toBe(true);
		}),
	);
	const status = statusWith(8, "slow down", retryInfo(17, 5));
	for (let length = 0; length < status.length; length += 1) {
		expect(() => retryInfoDelayMs(status.subarray(0, length))).not.toThrow();
	}
});
