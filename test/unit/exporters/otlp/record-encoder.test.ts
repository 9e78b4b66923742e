// The encoder of records writes what the official serializer writes.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecordEncoder } from "../../../../exporters/otlp/protobuf/record-encoder.ts";
import { packRecords } from "../../../../exporters/otlp/request/pack-records.ts";
import { serializeLogs } from "../../../../exporters/otlp/serializers.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { logRecord } from "../log-records.ts";

const NO_LIMIT = { maxBytes: Infinity, maxRecords: Infinity };

const text = fc.oneof(
	fc.string({ maxLength: 30 }),
	fc.string({ unit: "grapheme", maxLength: 200 }),
	fc.string({ unit: "binary", maxLength: 40 }),
	// Where a length takes one byte more.
	fc
		.constantFrom(23, 24, 126, 127, 128, 129, 16_383, 16_384, 70_000)
		.map((n) => "x".repeat(n)),
	fc.constantFrom("\ud800", "a\udc00b", "é".repeat(64), "€".repeat(43)),
);

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		text,
		fc.boolean(),
		fc.integer(),
		fc.maxSafeInteger(),
		fc.double(),
		fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53, -1, -(2 ** 40), 2 ** 63, -0),
		fc.constantFrom(null, undefined),
		fc.uint8Array({ maxLength: 40 }),
		fc.array(tie("value"), { maxLength: 5 }),
		fc.dictionary(text, tie("value"), { maxKeys: 5 }),
	),
})).value;

const attributes = fc.dictionary(text, value, { maxKeys: 12 });
const time = fc.tuple(
	fc.integer({ min: 0, max: 2 ** 33 }),
	fc.integer({ min: 0, max: 999_999_999 }),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
	fc.option(arbitrary, { nil: undefined });
const hex = (length: number) =>
	fc
		.uint8Array({ minLength: length, maxLength: length })
		.map((bytes) => Buffer.from(bytes).toString("hex"));

const shared = fc.record({
	resource: fc.record({ attributes, schemaUrl: maybe(text) }),
	instrumentationScope: fc.record({
		name: text,
		version: maybe(text),
		schemaUrl: maybe(text),
		attributes: maybe(attributes),
		droppedAttributesCount: maybe(fc.nat()),
	}),
});

const own = fc.record({
	hrTime: time,
	hrTimeObserved: time,
	severityNumber: maybe(fc.integer({ min: 0, max: 24 })),
	severityText: maybe(text),
	body: value,
	eventName: maybe(text),
	attributes,
	droppedAttributesCount: fc.nat(),
	spanContext: maybe(
		fc.record({
			traceId: hex(16),
			spanId: fc.oneof(fc.constant(""), hex(8)),
			traceFlags: fc.nat({ max: 255 }),
		}),
	),
});

/** As a request of its own; the encoder may put a schema URL before the records. */
function request(
	encoder: ReturnType<typeof createRecordEncoder>,
	records: readonly LogRecord[],
): Buffer {
	const [packed] = packRecords(encoder.encode(records), NO_LIMIT);
	const bytes = Buffer.alloc(packed?.size ?? 0);
	packed?.write(bytes);
	return bytes;
}

test("records are encoded byte for byte as the official serializer does", () => {
	// One encoder for all: what it keeps of one batch must not show in another.
	const encoder = createRecordEncoder();
	fc.assert(
		fc.property(
			shared,
			fc.array(own, { minLength: 1, maxLength: 5 }),
			({ resource, instrumentationScope }, records) => {
				const all = records.map((record) => ({
					...record,
					resource: { attributes: resource.attributes },
					instrumentationScope: {
						...instrumentationScope,
						schemaUrl: undefined,
					},
				})) as unknown as LogRecord[];
				const [{ resource: one, instrumentationScope: scope }] = all as [
					LogRecord,
				];
				const grouped = all.map((record) => ({
					...record,
					resource: one,
					instrumentationScope: scope,
				}));
				expect(request(encoder, grouped)).toEqual(
					Buffer.from(serializeLogs("proto", grouped)),
				);
			},
		),
		{ numRuns: 300 },
	);
});

test("schema URLs are in their messages, before the records", () => {
	const record: LogRecord = {
		...logRecord(1),
		resource: { attributes: {}, schemaUrl: "https://resource.example" },
		instrumentationScope: { name: "s", schemaUrl: "https://scope.example" },
	};
	const official = Buffer.from(serializeLogs("proto", [record]));
	const bytes = request(createRecordEncoder(), [record]);
	expect(bytes).toHaveLength(official.length);
	for (const url of ["https://resource.example", "https://scope.example"]) {
		const field = Buffer.from([(3 << 3) | 2, url.length]).toString("latin1");
		expect(bytes.toString("latin1")).toContain(field + url);
	}
});
