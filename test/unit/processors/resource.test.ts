import { expect, test } from "vitest";
import { processorOf } from "./processor.ts";
import { LOGIN, recordOf, resourceOf } from "./records.ts";

test("actions change the attributes of the resource, not of the record", () => {
	const processor = processorOf(
		"resource",
		"{ attributes: [{ action: upsert, key: service.name, value: crm }, { action: insert, key: tenant, from_attribute: salesforce.organization.id }, { action: delete, pattern: ^salesforce }] }",
	);
	const changed = processor.change(LOGIN);
	expect(changed.resource.attributes).toEqual({
		"service.name": "crm",
		tenant: "00D000000000062EAA",
	});
	expect(changed.attributes).toBe(LOGIN.attributes);
	expect(processor.total("salesforce_processor_dropped_attributes")).toBe(1);
});

test("records that shared a resource share the new one, also from batch to batch", () => {
	const processor = processorOf(
		"resource",
		"{ attributes: [{ action: insert, key: tenant, value: acme }] }",
	);
	const other = recordOf({}, { resource: resourceOf({ a: "b" }) });
	const changed = [
		...processor.process([LOGIN, other, LOGIN]),
		...processor.process([LOGIN]),
	];
	expect(new Set(changed.map(({ resource }) => resource)).size).toBe(2);
	expect(changed[0]?.resource).toBe(changed[3]?.resource);
});

test("a resource that no action changes stays the same, and so do the records", () => {
	const processor = processorOf(
		"resource",
		"{ attributes: [{ action: insert, key: service.name, value: x }, { action: update, key: n, value: x }] }",
	);
	const records = [LOGIN, LOGIN];
	expect(processor.process(records)).toBe(records);
});
