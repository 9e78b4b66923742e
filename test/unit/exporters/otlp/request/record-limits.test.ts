import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createOtlpEncoder } from "../../../../../exporters/otlp/encoder.ts";
import { createRecordLimits } from "../../../../../exporters/otlp/request/record-limits.ts";
import type { EncodedRequest } from "../../../../../pipeline/exporter.ts";
import { logRecord } from "../../log-records.ts";
import { manualClock } from "../../manual-clock.ts";

/** When record 0 happened. */
const START = 1_795_000_000_123;
const HOUR = 3_600_000;

async function encode(paddings: readonly number[]): Promise<EncodedRequest> {
	const [request] = await createOtlpEncoder({
		encoding: "proto",
		compression: "gzip",
		maxSize: 0,
		sizer: "bytes",
	}).encode(paddings.map((padding, index) => logRecord(index, padding)));
	if (request === undefined) throw new Error("no request");
	return request;
}

function users(request: EncodedRequest | undefined): string[] {
	if (request === undefined) return [];
	return (
		gunzipSync(request.body)
			.toString("latin1")
			.match(/user\d+@/g) ?? []
	);
}

test("without limits nothing is looked at", () => {
	expect(createRecordLimits({}, manualClock())).toBeUndefined();
});

test("what is within the limits is sent as it is stored", async () => {
	const admit = createRecordLimits(
		{ max_record_size: 2_000_000, max_age: HOUR },
		manualClock(START),
	);
	const request = await encode([0, 10]);
	const admission = await admit?.(request);
	expect(admission?.request).toBe(request);
	expect(admission?.refused).toEqual([]);
});

test("larger and older records are taken out, each with its reason; the rest is sent", async () => {
	const clock = manualClock(START + HOUR);
	const admit = createRecordLimits(
		{ max_record_size: 1_000, max_age: HOUR },
		clock,
	);
	// Record n happened n seconds after the start.
	const request = await encode([0, 2_000, 0, 3_000, 0]);
	clock.advance(2_500);
	const admission = await admit?.(request);
	expect(users(admission?.request)).toEqual(["user4@"]);
	expect(admission?.request?.records).toBe(1);
	expect(
		admission?.refused.map(({ option, message, request: part }) => [
			option,
			message,
			users(part),
		]),
	).toEqual([
		[
			"max_record_size",
			"larger than max_record_size (1000 bytes), so not sent",
			["user1@", "user3@"],
		],
		[
			"max_age",
			"older than max_age (1 h) when it was to be sent, so not sent",
			["user0@", "user2@"],
		],
	]);
});

test("when nothing is left, there is nothing to send", async () => {
	const admit = createRecordLimits(
		{ max_age: HOUR },
		manualClock(START + 2 * HOUR),
	);
	const admission = await admit?.(await encode([0, 0]));
	expect(admission?.request).toBeUndefined();
	expect(admission?.refused.map(({ request }) => request.records)).toEqual([2]);
});
