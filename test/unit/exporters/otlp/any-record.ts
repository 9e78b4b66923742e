// Records with everything that the data model allows, and some that it does not.

import fc from "fast-check";

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

/** What the records of a batch share. */
export const anyShared = fc.record({
	resource: fc.record({ attributes, schemaUrl: maybe(text) }),
	instrumentationScope: fc.record({
		name: text,
		version: maybe(text),
		schemaUrl: maybe(text),
		attributes: maybe(attributes),
		droppedAttributesCount: maybe(fc.nat()),
	}),
});

/** What each record has of its own. */
export const anyOwn = fc.record({
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
