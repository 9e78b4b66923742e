// What holds for every processor, whatever the records.

import type { Attributes } from "@opentelemetry/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import { processorOf } from "./processor.ts";
import { LOGIN, recordOf, resourceOf, SCOPE } from "./records.ts";

const PROCESSORS: readonly (readonly [type: string, settings: string])[] = [
	["elastic", "{ document_id: true, mapping_mode: ecs }"],
	["resource", "{ attributes: [{ action: upsert, key: a, value: x }] }"],
	[
		"attributes",
		"{ hmac_key: 0123456789abcdef, actions: [{ action: hash, key: user.name }, { action: delete, pattern: ^a }, { action: insert, key: b, from_attribute: user.id }, { action: extract, key: url.full, pattern: '//(?<host>[^/]+)' }] }",
	],
	[
		"filter",
		"{ logs: { include: { match_type: regexp, event_names: ['[aeiou]'] }, exclude: { match_type: strict, record_attributes: [{ key: a, value: 1 }] } } }",
	],
	[
		"redaction",
		"{ blocked_key_patterns: [user, b], blocked_values: ['\\d{3}'], presets: [email, ip] }",
	],
	["probabilistic_sampler", "{ sampling_percentage: 50 }"],
];

const keys = fc.constantFrom(
	"log.record.uid",
	"log.record.original",
	"salesforce.event.type",
	"client.address",
	"user.name",
	"user.id",
	"url.full",
	"a",
	"b",
);
const texts = fc.oneof(
	fc.string(),
	fc.emailAddress(),
	fc.ipV4(),
	fc.ipV6(),
	fc.webUrl(),
);
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(
	keys,
	fc.oneof(
		texts,
		fc.integer(),
		fc.double({ noNaN: true }),
		fc.boolean(),
		fc.array(texts),
	),
);
const resources = fc.constantFrom(
	resourceOf({ "service.name": "salesforce", a: "203.0.113.7" }),
	resourceOf({ a: "x" }),
);
/** Frozen to the bottom: a change in place throws. */
const records: fc.Arbitrary<LogRecord[]> = fc.array(
	fc
		.record({
			attributes,
			resource: resources,
			body: texts,
			eventName: fc.constantFrom("salesforce.login", "salesforce.x"),
			severityNumber: fc.integer({ min: 1, max: 24 }),
		})
		.map(({ attributes, ...other }) => recordOf({ ...attributes }, other)),
	{ maxLength: 20 },
);

describe.each(PROCESSORS)("%s %s", (type, settings) => {
	test("never changes a record in place, nor makes one up", () => {
		const processor = processorOf(type, settings);
		fc.assert(
			fc.property(records, (batch) => {
				const passed = processor.process(Object.freeze(batch));
				expect(passed.length).toBeLessThanOrEqual(batch.length);
				for (const { hrTime } of passed) expect(hrTime).toBeDefined();
			}),
		);
	});

	test("passes the very array on when nothing changed, and the very records", () => {
		const processor = processorOf(type, settings);
		fc.assert(
			fc.property(records, (batch) => {
				const passed = processor.process(batch);
				const same =
					passed.length === batch.length &&
					passed.every((record, index) => record === batch[index]);
				expect(passed === batch).toBe(same);
				for (const record of passed) {
					const before = batch.includes(record)
						? undefined
						: batch.find(({ attributes }) => attributes === record.attributes);
					if (before !== undefined) expect(record).not.toEqual(before);
				}
			}),
		);
	});

	test("keeps what is shared shared: no more resources and scopes than before", () => {
		const processor = processorOf(type, settings);
		fc.assert(
			fc.property(records, (batch) => {
				const passed = processor.process(batch);
				const count = (
					of: (record: LogRecord) => object,
					all: readonly LogRecord[],
				) => new Set(all.map(of)).size;
				expect(count(({ resource }) => resource, passed)).toBeLessThanOrEqual(
					count(({ resource }) => resource, batch),
				);
				expect(
					count(({ instrumentationScope }) => instrumentationScope, passed),
				).toBeLessThanOrEqual(1);
			}),
		);
	});

	test("does the same to the same records every time", () => {
		fc.assert(
			fc.property(records, (batch) => {
				const once = processorOf(type, settings).process(batch);
				const again = processorOf(type, settings).process(batch);
				expect(again).toEqual(once);
			}),
			{ numRuns: 10 },
		);
	});

	test("takes no records, and gives none", () => {
		const none: LogRecord[] = [];
		expect(processorOf(type, settings).process(none)).toBe(none);
	});
});

describe("a processor that finds nothing to do passes the array on", () => {
	test.each([
		["resource", "{ attributes: [{ action: delete, key: nowhere }] }"],
		[
			"attributes",
			"{ actions: [{ action: update, key: nowhere, value: x }, { action: upsert, key: user.name, value: ana@example.com }] }",
		],
		[
			"filter",
			"{ logs: { exclude: { match_type: strict, event_names: [nothing] } } }",
		],
		["redaction", "{ blocked_values: [nothing-of-the-kind] }"],
		["probabilistic_sampler", "{ sampling_percentage: 100 }"],
	])("%s %s", (type, settings) => {
		const batch = [LOGIN, LOGIN];
		expect(processorOf(type, settings).process(batch)).toBe(batch);
		expect(LOGIN.instrumentationScope).toBe(SCOPE);
	});
});
