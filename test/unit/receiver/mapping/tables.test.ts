import { describe, expect, test } from "vitest";
import { API_TYPES } from "../../../../receiver/mapping/codes/api-type.ts";
import {
	LOGIN_STATUS_BY_TEXT,
	LOGIN_STATUS_CODES,
} from "../../../../receiver/mapping/codes/login-status.ts";
import { LOGIN_TYPES } from "../../../../receiver/mapping/codes/login-type.ts";
import { snakeCase } from "../../../../receiver/mapping/snake-case.ts";
import type { BodyPart } from "../../../../receiver/mapping/table.ts";
import {
	allAttributes,
	EVENT_NAMES,
	EVENT_TABLES,
	eventTable,
} from "../../../../receiver/mapping/tables/event-tables.ts";
import {
	createAttributeNames,
	namespacesOf,
} from "../../../../receiver/mapping/unknown-columns.ts";

const names = new Set(allAttributes().map((attribute) => attribute.name));

describe("over all tables", () => {
	test("no attribute is a namespace of another", () => {
		const both = [...names].flatMap((name) =>
			namespacesOf(name).filter((namespace) => names.has(namespace)),
		);

		expect(both).toEqual([]);
	});

	test("an attribute has one type", () => {
		const types = new Map<string, string>();
		for (const { name, type } of allAttributes()) {
			expect([name, types.get(name) ?? type]).toEqual([name, type]);
			types.set(name, type);
		}
	});

	test("an attribute's name is lower case, and a duration's tells its unit", () => {
		for (const name of names)
			expect(name).toMatch(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_-]*)+$/);
		for (const table of EVENT_TABLES)
			for (const rule of table.rules)
				if (/milliseconds/.test(rule.as) && "attribute" in rule)
					expect(rule.attribute).toMatch(/_ms$/);
	});

	test("a code rule has codes, and what a body or a duration reads exists", () => {
		for (const table of EVENT_TABLES) {
			for (const rule of table.rules)
				if (rule.as === "code") expect(rule.codes?.size).toBeGreaterThan(0);
			if (table.duration !== undefined) expect(names).toContain(table.duration);
			const parts: BodyPart[] = Object.values(table.body).flat();
			for (const part of parts)
				if (typeof part !== "string" && "attributes" in part)
					for (const name of part.attributes) expect(names).toContain(name);
		}
	});

	test("an event type has one table, found by its name", () => {
		for (const table of EVENT_TABLES)
			expect(eventTable(table.eventType)).toBe(table);
		expect(new Set(EVENT_TABLES.map((table) => table.eventType)).size).toBe(
			EVENT_TABLES.length,
		);
		for (const [eventType, name] of EVENT_NAMES)
			expect(eventTable(eventType).eventName).toBe(name);
	});
});

describe("codes", () => {
	test("are case-sensitive", () => {
		expect(LOGIN_TYPES.get("i")).not.toBe(LOGIN_TYPES.get("I"));
		expect(LOGIN_TYPES.get("r")).not.toBe(LOGIN_TYPES.get("R"));
		expect(API_TYPES.get("p")).not.toBe(API_TYPES.get("P"));
	});

	test("of a login's status are complete", () => {
		expect(LOGIN_STATUS_CODES).toHaveLength(new Set(LOGIN_STATUS_CODES).size);
		expect(LOGIN_STATUS_CODES).toHaveLength(120);
	});

	test("a text that two codes share gives neither", () => {
		expect(LOGIN_STATUS_BY_TEXT.get("Restricted domain")).toBeUndefined();
		expect(LOGIN_STATUS_BY_TEXT.get("Restricted IP")).toBe(
			"LOGIN_ERROR_RESTRICTED_DOMAIN",
		);
	});
});

describe("names for unknown columns", () => {
	test.each([
		["ApexRestApi", "apex_rest_api"],
		["URI", "uri"],
		["API", "api"],
		["BulkApi2", "bulk_api2"],
		["UITracking", "ui_tracking"],
		["RUN_TIME", "run_time"],
		["ERROR MESSAGE", "error_message"],
		["CreatedBy.Username", "created_by_username"],
		["", "unnamed"],
	])("%j is %s in snake case", (name, snake) => {
		expect(snakeCase(name)).toBe(snake);
	});

	test("are free of every known name, for an event type that is called like a namespace", () => {
		const free = createAttributeNames("Event", names);
		const taken = ["TYPE", "ID", "SOURCE", "TYPE"].map((column) =>
			free.take(column),
		);

		expect(new Set(taken).size).toBe(4);
		for (const name of taken) expect(names).not.toContain(name);
	});

	test("an event type that is called like an attribute gets a namespace of its own", () => {
		expect(createAttributeNames("DurationMs", names).take("A")).toBe(
			"salesforce.duration_ms_event.a",
		);
	});
});
