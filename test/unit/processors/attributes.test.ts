import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { processorOf } from "./processor.ts";
import { LOGIN, recordOf } from "./records.ts";

const BEFORE = { a: "x", "b.c": 1, list: ["x", "y"] };

describe("each action does what the Collector's does", () => {
	test.each([
		["{ action: insert, key: n, value: v }", { ...BEFORE, n: "v" }],
		["{ action: insert, key: a, value: v }", BEFORE],
		["{ action: update, key: a, value: v }", { ...BEFORE, a: "v" }],
		["{ action: update, key: n, value: v }", BEFORE],
		["{ action: upsert, key: a, value: v }", { ...BEFORE, a: "v" }],
		["{ action: upsert, key: n, value: v }", { ...BEFORE, n: "v" }],
		["{ action: upsert, key: n, value: 5 }", { ...BEFORE, n: 5 }],
		["{ action: upsert, key: n, value: '5' }", { ...BEFORE, n: "5" }],
		["{ action: upsert, key: n, value: true }", { ...BEFORE, n: true }],
		["{ action: upsert, key: n, value: [v, w] }", { ...BEFORE, n: ["v", "w"] }],
		[
			"{ action: insert, key: n, from_attribute: list }",
			{ ...BEFORE, n: ["x", "y"] },
		],
		["{ action: insert, key: n, from_attribute: nowhere }", BEFORE],
		["{ action: delete, key: a }", { "b.c": 1, list: ["x", "y"] }],
		["{ action: delete, key: n }", BEFORE],
		["{ action: delete, pattern: '^[ab]' }", { list: ["x", "y"] }],
		["{ action: delete, key: list, pattern: ^b }", { a: "x" }],
		[
			"{ action: extract, key: a, pattern: '^(?<first>.)(?<rest>y)?' }",
			{ ...BEFORE, first: "x" },
		],
		["{ action: extract, key: a, pattern: '(?<a>y)' }", BEFORE],
		["{ action: extract, key: b.c, pattern: '(?<n>1)' }", BEFORE],
		["{ action: delete, key: constructor }", BEFORE],
		[
			"{ action: insert, key: constructor, value: v }",
			{ ...BEFORE, constructor: "v" },
		],
	])("%s", (action, after) => {
		const processor = processorOf("attributes", `{ actions: [${action}] }`);
		expect(processor.change(recordOf(BEFORE)).attributes).toEqual(after);
	});

	test("actions follow each other", () => {
		const processor = processorOf(
			"attributes",
			"{ actions: [{ action: insert, key: n, from_attribute: a }, { action: delete, key: a }, { action: update, key: n, value: v }] }",
		);
		expect(processor.change(recordOf({ a: "x" })).attributes).toEqual({
			n: "v",
		});
	});
});

describe("hash is a keyed HMAC-SHA-256", () => {
	const KEY = "0123456789abcdef";
	const hmac = (text: string, key = KEY) =>
		createHmac("sha256", key).update(text).digest("hex");
	const hashing = (action: string, key = KEY) =>
		processorOf("attributes", `{ hmac_key: ${key}, actions: [${action}] }`);

	test("of texts, of the elements of arrays, and of numbers as they are printed", () => {
		const processor = hashing("{ action: hash, pattern: . }");
		expect(processor.change(recordOf(BEFORE)).attributes).toEqual({
			a: hmac("x"),
			"b.c": hmac("1"),
			list: [hmac("x"), hmac("y")],
		});
	});

	test("equal for an equal value and key, and different with another key", () => {
		const action = "{ action: hash, key: user.name }";
		const hash = (key: string) =>
			hashing(action, key).change(LOGIN).attributes["user.name"];
		expect(hash(KEY)).toBe(hmac("ana@example.com"));
		expect(hash(KEY)).toBe(hash(KEY));
		expect(hash("fedcba9876543210")).not.toBe(hash(KEY));
	});

	test("an attribute that is not there stays away", () => {
		const record = recordOf({ a: "x" });
		expect(hashing("{ action: hash, key: n }").change(record)).toBe(record);
	});
});

test("removed attributes are counted", () => {
	const processor = processorOf(
		"attributes",
		"{ actions: [{ action: delete, pattern: '^user' }] }",
	);
	processor.process([LOGIN, LOGIN]);
	expect(
		processor.total("salesforce_processor_dropped_attributes", {
			reason: "delete",
		}),
	).toBe(6);
	expect(processor.total("otelcol_processor_incoming_items")).toBe(2);
	expect(processor.total("otelcol_processor_outgoing_items")).toBe(2);
});
