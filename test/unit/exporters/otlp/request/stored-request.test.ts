import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { resourceFromAttributes } from "@opentelemetry/resources";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	createOtlpEncoder,
	type OtlpEncoderOptions,
} from "../../../../../exporters/otlp/encoder.ts";
import { protobufRequest } from "../../../../../exporters/otlp/request/protobuf-request.ts";
import { createRequestMemory } from "../../../../../exporters/otlp/request/request-memory.ts";
import { createStoredRequests } from "../../../../../exporters/otlp/request/stored-request.ts";
import type { EncodedRequest } from "../../../../../pipeline/exporter.ts";
import type { LogRecord } from "../../../../../pipeline/log-record.ts";
import { readProtobufRequest } from "../../../../integration/support/otlp-protobuf.ts";
import { logRecord } from "../../log-records.ts";

/** Requests of every test follow each other in the same memory. */
const stored = createStoredRequests(createRequestMemory());

const RESOURCES = ["one", "two"].map((name) =>
	resourceFromAttributes({ "service.name": name }),
);
const SCOPES = ["x", "y"].map((name) => ({ name, schemaUrl: `urn:${name}` }));

/** Records of two resources and two scopes, of any size and text. */
const records = fc
	.array(
		fc.record({
			resource: fc.constantFrom(...RESOURCES),
			scope: fc.constantFrom(...SCOPES),
			text: fc.string({ unit: "binary", maxLength: 300 }),
			number: fc.oneof(fc.integer(), fc.double({ noNaN: true })),
		}),
		{ minLength: 1, maxLength: 40 },
	)
	.map((specs) =>
		specs.map(
			({ resource, scope, text, number }, index): LogRecord => ({
				...logRecord(index),
				resource: resource as LogRecord["resource"],
				instrumentationScope: scope,
				body: text,
				attributes: { "log.record.uid": `uid-${index}`, text, number },
			}),
		),
	);

const encodings = fc.constantFrom(
	...(["proto", "json"] as const).flatMap((encoding) =>
		(["gzip", "zstd", "none"] as const).map((compression) => ({
			encoding,
			compression,
		})),
	),
);

async function encode(
	options: Pick<OtlpEncoderOptions, "encoding" | "compression">,
	batch: readonly LogRecord[],
): Promise<EncodedRequest> {
	const encoder = createOtlpEncoder({ ...options, maxSize: 0, sizer: "bytes" });
	const [request] = await encoder.encode(batch);
	if (request === undefined) throw new Error("no request");
	return request;
}

function plain({ body, contentEncoding }: EncodedRequest): Buffer {
	if (contentEncoding === "gzip") return gunzipSync(body);
	return contentEncoding === "zstd"
		? zstdDecompressSync(body)
		: Buffer.from(body);
}

/** Each record with its resource and scope around it, as text, in the order of the bytes. */
function flat(request: EncodedRequest): string[] {
	const bytes = plain(request);
	if (request.contentType === "application/x-protobuf") {
		return readProtobufRequest(bytes).map((record) =>
			JSON.stringify(record, (_, value) =>
				typeof value === "bigint" ? String(value) : value,
			),
		);
	}
	return JSON.parse(bytes.toString()).resourceLogs.flatMap(
		({ scopeLogs, ...resource }: { scopeLogs: object[] }) =>
			(scopeLogs as { logRecords: object[] }[]).flatMap(
				({ logRecords, ...scope }) =>
					logRecords.map((record) => JSON.stringify([resource, scope, record])),
			),
	);
}

describe("a request cut at any record", () => {
	test("is the same records under the same resources and scopes, in order", async () => {
		await fc.assert(
			fc.asyncProperty(
				records,
				encodings,
				fc.nat(),
				async (batch, how, cut) => {
					const request = await encode(how, batch);
					const first = cut % (request.records + 1);
					const parts = await Promise.all(
						[
							[0, first],
							[first, request.records - first],
						]
							.filter(([, count]) => count !== 0)
							.map(([start = 0, count = 0]) =>
								stored.slice(request, start, count),
							),
					);
					expect(parts.flatMap(flat)).toEqual(flat(request));
					expect(parts.reduce((sum, part) => sum + part.records, 0)).toBe(
						batch.length,
					);
					for (const part of parts) {
						expect(part.bytes).toBe(plain(part).byteLength);
						expect(part.contentType).toBe(request.contentType);
						expect(part.contentEncoding).toBe(request.contentEncoding);
					}
				},
			),
			{ numRuns: 60 },
		);
	});

	test("and joined again holds them once, in order", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(records, { minLength: 1, maxLength: 4 }),
				encodings,
				async (batches, how) => {
					const requests = await Promise.all(
						batches.map((batch) => encode(how, batch)),
					);
					const joined = await stored.join(requests);
					expect(flat(joined)).toEqual(requests.flatMap(flat));
					expect(joined.records).toBe(batches.flat().length);
					expect(joined.bytes).toBe(plain(joined).byteLength);
				},
			),
			{ numRuns: 40 },
		);
	});

	test("one request at a time is unpacked, however many are to be cut", async () => {
		const memory = createRequestMemory();
		let lent = 0;
		let most = 0;
		const { slice } = createStoredRequests({
			...memory,
			async lend(size, work) {
				most = Math.max(most, ++lent);
				return memory.lend(size, work).finally(() => lent--);
			},
		});
		const batch = Array.from({ length: 4 }, (_, index) => logRecord(index));
		const request = await encode(
			{ encoding: "proto", compression: "gzip" },
			batch,
		);

		const halves = await Promise.all(
			Array.from({ length: 20 }, (_, n) => slice(request, 2 * (n % 2), 2)),
		);

		expect(halves.slice(0, 2).flatMap(flat)).toEqual(flat(request));
		// The whole, and the half that is made of it.
		expect(most).toBe(2);
	});

	test("each record's bytes stay as they are", async () => {
		const batch = Array.from({ length: 5 }, (_, index) => logRecord(index));
		const request = await encode(
			{ encoding: "proto", compression: "none" },
			batch,
		);
		const [whole, third] = [request, await stored.slice(request, 2, 1)].map(
			plain,
		);
		const marker = Buffer.from("user2@example.com");
		const size = protobufRequest.facts(whole as Buffer)[2]?.bytes ?? 0;
		const at = (whole as Buffer).indexOf(marker);
		const around = (bytes: Buffer | undefined, position: number) =>
			bytes?.subarray(position - size / 2, position + marker.length);
		expect(around(third, (third as Buffer).indexOf(marker))).toEqual(
			around(whole, at),
		);
	});
});

describe("what is known of a record without understanding it", () => {
	test.each(["proto", "json"] as const)(
		"its size and its time (%s)",
		async (encoding) => {
			const small = logRecord(0);
			const large = logRecord(1, 5_000);
			const request = await encode({ encoding, compression: "gzip" }, [
				small,
				large,
				{ ...small, hrTime: [0, 0] },
			]);
			const facts = await stored.open(request, async (open) => open.facts());
			expect(facts.map(({ timeMs }) => timeMs)).toEqual([
				1_795_000_000_123, 1_795_000_001_123, 0,
			]);
			const [first, second] = facts.map(({ bytes }) => bytes);
			expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(5_000);
			expect((second ?? 0) - (first ?? 0)).toBeLessThan(5_010);
		},
	);
});

describe("bytes that are no request are refused", () => {
	const request = (
		body: string | Uint8Array,
		rest: Partial<EncodedRequest> = {},
	): EncodedRequest => ({
		body: Buffer.from(body),
		contentType: "application/x-protobuf",
		contentEncoding: undefined,
		records: 1,
		bytes: body.length,
		...rest,
	});

	test.each([
		["cut short", request(Uint8Array.of(0x0a, 0x7f, 0x01))],
		["an unknown wire type", request(Uint8Array.of(0x0f))],
		["a number without end", request(Uint8Array.of(0x0a, 0xff, 0xff))],
		["not JSON", request("{", { contentType: "application/json" })],
		["not gzip", request("x", { contentEncoding: "gzip" })],
		["not zstd", request("x", { contentEncoding: "zstd" })],
		["another type", request("x", { contentType: "text/plain" })],
		["another coding", request("x", { contentEncoding: "br" })],
		["fewer records than asked for", request("")],
	])("%s", async (_, broken) => {
		await expect(stored.slice(broken, 0, 1)).rejects.toThrow();
	});

	test("two encodings are not joined", async () => {
		const batch = [logRecord(0)];
		await expect(
			stored.join([
				await encode({ encoding: "proto", compression: "gzip" }, batch),
				await encode({ encoding: "json", compression: "gzip" }, batch),
			]),
		).rejects.toThrow("different encodings");
	});
});
