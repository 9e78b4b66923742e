// docs/semconv holds together: what Weaver checks when it loads the registry.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { ATTRIBUTE_DESCRIPTIONS } from "../../../../receiver/mapping/attributes/descriptions.ts";
import { EVENT_TABLES } from "../../../../receiver/mapping/tables/event-tables.ts";

interface Attribute {
	readonly id?: string;
	readonly ref?: string;
	readonly type?: unknown;
	readonly brief?: string;
	readonly stability?: string;
	readonly examples?: readonly unknown[];
}

interface Group {
	readonly id: string;
	readonly type: string;
	readonly name?: string;
	readonly brief: string;
	readonly stability?: string;
	readonly extends?: string;
	readonly attributes?: readonly Attribute[];
}

const FOLDER = new URL("../../../../docs/semconv/", import.meta.url);
const groups: readonly Group[] = ["attributes.yaml", "events.yaml"].flatMap(
	(file) => parse(readFileSync(new URL(file, FOLDER), "utf8")).groups,
);
const attributes = groups.flatMap((group) => group.attributes ?? []);
const defined = attributes.flatMap(({ id }) => (id === undefined ? [] : [id]));

test("a group and an attribute are defined once", () => {
	expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
	expect(new Set(defined).size).toBe(defined.length);
});

test("an attribute has a type, a brief, a stability, and examples where it is a string", () => {
	for (const attribute of attributes) {
		if (attribute.id === undefined) continue;
		expect(attribute.brief).toMatch(/\.$/);
		expect(attribute.stability).toBe("development");
		if (attribute.type === "string") expect(attribute.examples).toHaveLength(1);
	}
});

test("what is referred to exists, here or in OpenTelemetry's conventions", () => {
	const conventions = [...ATTRIBUTE_DESCRIPTIONS]
		.filter(([, { semanticConvention }]) => semanticConvention !== undefined)
		.map(([name]) => name.replace(/^(http\.\w+\.header)\..*$/, "$1"));
	const known = new Set([...defined, ...conventions]);
	for (const group of groups) {
		const refs = (group.attributes ?? []).flatMap(({ ref }) => ref ?? []);
		expect(refs.filter((ref) => !known.has(ref))).toEqual([]);
		expect(new Set(refs).size).toBe(refs.length);
		if (group.extends !== undefined)
			expect(groups.map(({ id }) => id)).toContain(group.extends);
	}
});

test("every event type is an event with its name", () => {
	const events = groups.filter(({ type }) => type === "event");

	expect(events.map(({ name }) => name)).toEqual(
		EVENT_TABLES.map(({ eventName }) => eventName),
	);
	for (const { stability } of events) expect(stability).toBe("development");
});

test("every attribute of ours is defined", () => {
	const ours = [...ATTRIBUTE_DESCRIPTIONS.keys()].filter((name) =>
		name.startsWith("salesforce."),
	);

	expect(defined).toEqual(expect.arrayContaining(ours));
});
