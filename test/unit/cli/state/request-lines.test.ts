import { describe, expect, test } from "vitest";
import { requestLines } from "../../../../cli/state/request-lines.ts";
import {
	createOtlpEncoder,
	type OtlpEncoderOptions,
} from "../../../../exporters/otlp/encoder.ts";
import type { EncodedRequest } from "../../../../pipeline/exporter.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { logRecord, logRecords } from "../../exporters/log-records.ts";

async function encode(
	records: readonly LogRecord[],
	options: Partial<OtlpEncoderOptions> = {},
): Promise<EncodedRequest> {
	const [request] = await createOtlpEncoder({
		encoding: "proto",
		compression: "none",
		maxSize: 1_000_000,
		sizer: "bytes",
		...options,
	}).encode(records);
	if (request === undefined) throw new Error("nothing was encoded");
	return request;
}

const lines = (request: EncodedRequest) =>
	requestLines(request, { color: false });

describe("a stored request", () => {
	test("is a line a record, with time, severity and body", async () => {
		const [first, ...rest] = lines(await encode(logRecords(3)));
		expect(first).toMatch(/^2026-\S+\.123Z {2}INFO {3}event 0 {2}/);
		expect(rest).toHaveLength(2);
	});

	test.each(["gzip", "zstd", "none"] as const)(
		"reads the same in Protobuf and in JSON (compression: %s)",
		async (compression) => {
			const records = [
				logRecord(0),
				{
					...logRecord(1),
					attributes: {
						"user.name": "Ądą\n\u001b[31m",
						"a.type": -5,
						"b.type": 1.5,
						"c.type": true,
						"d.type": ["x", 2, false],
						"e.type": { inner: { deep: 1 } },
					},
				},
				{ ...logRecord(2), severityNumber: 17, severityText: "ERROR" },
			];
			const proto = lines(await encode(records, { compression }));
			const json = lines(
				await encode(records, { compression, encoding: "json" }),
			);
			expect(proto).toEqual(json);
			expect(proto[1]).toContain("a.type=-5");
			expect(proto[1]).toContain('d.type=["x",2,false]');
			expect(proto.join("")).not.toContain("\u001b");
		},
	);

	test("that is cut off is an error, not a part of the truth", async () => {
		const request = await encode(logRecords(3));
		const body = request.body.subarray(0, request.body.length - 1);
		expect(() => lines({ ...request, body })).toThrow("not a Protobuf");
	});

	test("of a type that is not OTLP is an error", async () => {
		const request = await encode(logRecords(1));
		expect(() => lines({ ...request, contentType: "text/plain" })).toThrow(
			"text/plain is not read here",
		);
	});
});
