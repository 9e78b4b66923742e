import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	createOtlpEncoder,
	type OtlpEncoderOptions,
} from "../../../../exporters/otlp/encoder.ts";
import { logRecord, logRecords } from "../log-records.ts";

const JSON_PLAIN: OtlpEncoderOptions = {
	encoding: "json",
	compression: "none",
	maxSize: 10_000,
	sizer: "bytes",
};

function uids(body: Uint8Array): string[] {
	const request = JSON.parse(Buffer.from(body).toString());
	return request.resourceLogs[0].scopeLogs[0].logRecords.map(
		(record: { attributes: { value: { stringValue: string } }[] }) =>
			record.attributes[0]?.value.stringValue,
	);
}

describe("the OTLP encoder", () => {
	test("makes no request of no records", async () => {
		expect(await createOtlpEncoder(JSON_PLAIN).encode([])).toEqual([]);
	});

	test("describes what it made", async () => {
		const encoder = createOtlpEncoder({
			...JSON_PLAIN,
			encoding: "proto",
			compression: "gzip",
		});
		const [request] = await encoder.encode(logRecords(3));
		expect(request).toMatchObject({
			contentType: "application/x-protobuf",
			contentEncoding: "gzip",
			records: 3,
		});
		expect(gunzipSync(request?.body ?? "").byteLength).toBe(request?.bytes);
	});

	test("groups records of one resource and scope once", async () => {
		const [request] = await createOtlpEncoder(JSON_PLAIN).encode(logRecords(5));
		const json = JSON.parse(Buffer.from(request?.body ?? "").toString());
		expect(json.resourceLogs).toHaveLength(1);
		expect(json.resourceLogs[0].scopeLogs).toHaveLength(1);
	});

	test("keeps every request under the limit and every record in order", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 6_000 }), { maxLength: 80 }),
				fc.constantFrom("proto", "json"),
				async (paddings, encoding) => {
					const records = paddings.map((padding, index) =>
						logRecord(index, padding),
					);
					const encoder = createOtlpEncoder({ ...JSON_PLAIN, encoding });
					const requests = await encoder.encode(records);
					for (const { bytes, body } of requests) {
						expect(bytes).toBeLessThanOrEqual(10_000);
						expect(body.byteLength).toBe(bytes);
					}
					expect(requests.reduce((sum, { records }) => sum + records, 0)).toBe(
						records.length,
					);
					if (encoding === "json") {
						expect(requests.flatMap(({ body }) => uids(body))).toEqual(
							records.map((_, index) => `uid-${index}`),
						);
					}
				},
			),
			{ numRuns: 40 },
		);
	});

	test("sends a record over the limit alone", async () => {
		const records = [logRecord(0), logRecord(1, 20_000), logRecord(2)];
		const requests = await createOtlpEncoder(JSON_PLAIN).encode(records);
		const large = requests.find(({ bytes }) => bytes > 10_000);
		expect(large?.records).toBe(1);
		expect(requests.flatMap(({ body }) => uids(body))).toEqual([
			"uid-0",
			"uid-1",
			"uid-2",
		]);
	});

	test("counts records with the items sizer, in even parts", async () => {
		const encoder = createOtlpEncoder({
			...JSON_PLAIN,
			sizer: "items",
			maxSize: 1_000,
		});
		const requests = await encoder.encode(logRecords(1_001));
		expect(requests.map(({ records }) => records)).toEqual([501, 500]);
	});

	test("makes one request when there is no limit", async () => {
		for (const sizer of ["items", "bytes"] as const) {
			const encoder = createOtlpEncoder({ ...JSON_PLAIN, sizer, maxSize: 0 });
			const requests = await encoder.encode(logRecords(300));
			expect(requests.map(({ records }) => records)).toEqual([300]);
		}
	});

	test("has a key that differs whenever the bytes may differ", () => {
		const keys = [
			JSON_PLAIN,
			{ ...JSON_PLAIN, encoding: "proto" as const },
			{ ...JSON_PLAIN, compression: "gzip" as const },
			{ ...JSON_PLAIN, maxSize: 1 },
			{ ...JSON_PLAIN, sizer: "items" as const },
		].map((options) => createOtlpEncoder(options).key);
		expect(new Set(keys).size).toBe(keys.length);
		expect(createOtlpEncoder({ ...JSON_PLAIN }).key).toBe(keys[0]);
	});
});
