// Processors of every type, and records that give them something to do.

import type { Attributes } from "@opentelemetry/api";
import fc from "fast-check";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import { recordOf, resourceOf } from "./records.ts";

/** One of each type that has something to do. */
export const PROCESSORS: readonly (readonly [
	type: string,
	settings: string,
])[] = [
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
export const records: fc.Arbitrary<LogRecord[]> = fc.array(
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
