// Any request that the data model allows and JavaScript values can hold.

import { resourceFromAttributes } from "@opentelemetry/resources";
import fc from "fast-check";
import type { LogRecord } from "../../../../pipeline/log-record.ts";

/** Whole doubles and integers beyond 2^53 are not among them: they have no value of their own. */
const scalar = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.boolean(),
	fc.maxSafeInteger(),
	fc
		.double({ noNaN: true, noDefaultInfinity: true })
		.filter((double) => !Number.isInteger(double)),
	fc.uint8Array({ maxLength: 8 }),
	fc.constant(undefined),
);
const key = fc.string({ minLength: 1, maxLength: 8, unit: "binary" });
const { value } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		scalar,
		fc.array(tie("value"), { maxLength: 3 }),
		fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
	),
}));
const attributes = fc.dictionary(key, value, {
	maxKeys: 4,
	noNullPrototype: true,
});
const time = fc.tuple(fc.nat(4_000_000_000), fc.nat(999_999_999));
const word = fc.option(fc.string({ minLength: 1, maxLength: 8 }), {
	nil: undefined,
});
const hex = (digits: number) =>
	fc.string({
		minLength: digits,
		maxLength: digits,
		unit: fc.constantFrom(..."0123456789abcdef"),
	});

const record = fc.record({
	hrTime: time,
	hrTimeObserved: time,
	severityNumber: fc.option(fc.integer({ min: 1, max: 24 }), {
		nil: undefined,
	}),
	severityText: word,
	body: value,
	eventName: word,
	attributes,
	droppedAttributesCount: fc.nat(10),
	spanContext: fc.option(
		fc.record({
			traceId: hex(32),
			spanId: fc.option(hex(16), { nil: undefined }),
			traceFlags: fc.nat(255),
		}),
		{ nil: undefined },
	),
});

/** A resource of simple attributes: the SDK's own takes no others. */
const resource = fc
	.tuple(fc.dictionary(key, fc.string(), { maxKeys: 3 }), word)
	.map(([simple, schemaUrl]) => resourceFromAttributes(simple, { schemaUrl }));
const scope = fc.record({
	name: fc.string({ maxLength: 8 }),
	version: word,
	schemaUrl: word,
	attributes: fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true }),
});

/** The records of one request: a few resources, each with a few scopes, in one run each. */
export const requestRecords: fc.Arbitrary<LogRecord[]> = fc
	.array(
		fc.tuple(
			resource,
			fc.array(
				fc.tuple(scope, fc.array(record, { minLength: 1, maxLength: 3 })),
				{ minLength: 1, maxLength: 2 },
			),
		),
		{ minLength: 1, maxLength: 2 },
	)
	.map((resources) =>
		resources.flatMap(([shared, scopes]) =>
			scopes.flatMap(([instrumentationScope, records]) =>
				records.map(
					(each) =>
						({
							...each,
							resource: shared,
							instrumentationScope,
						}) as unknown as LogRecord,
				),
			),
		),
	);
