import { describe, expect, test } from "vitest";
import { serializeLogs } from "../../../../exporters/otlp/serializers.ts";
import type { AttributeDescription } from "../../../../receiver/mapping/attributes/attribute.ts";
import { ATTRIBUTE_DESCRIPTIONS } from "../../../../receiver/mapping/attributes/descriptions.ts";
import { API_TYPES } from "../../../../receiver/mapping/codes/api-type.ts";
import { APP_TYPES } from "../../../../receiver/mapping/codes/app-type.ts";
import {
	LOGIN_STATUS_CODES,
	LOGIN_STATUS_TEXTS,
	LOGIN_STATUSES,
} from "../../../../receiver/mapping/codes/login-status.ts";
import { LOGIN_TYPES } from "../../../../receiver/mapping/codes/login-type.ts";
import { PLATFORM_TYPES } from "../../../../receiver/mapping/codes/platform-type.ts";
import { QUIDDITIES } from "../../../../receiver/mapping/codes/quiddity.ts";
import { SESSION_TYPES } from "../../../../receiver/mapping/codes/session-type.ts";
import { USER_TYPES } from "../../../../receiver/mapping/codes/user-type.ts";
import { compileRowMapper } from "../../../../receiver/mapping/compile-row-mapper.ts";
import { isWhole } from "../../../../receiver/mapping/compile-steps.ts";
import { snakeCase } from "../../../../receiver/mapping/snake-case.ts";
import type { BodyPart, Rule } from "../../../../receiver/mapping/table.ts";
import { COMMON_RULES } from "../../../../receiver/mapping/tables/common.ts";
import {
	allAttributes,
	EVENT_TABLES,
	eventTable,
	eventTypeOfObject,
} from "../../../../receiver/mapping/tables/event-tables.ts";
import {
	createAttributeNames,
	namespacesOf,
} from "../../../../receiver/mapping/unknown-columns.ts";
import { CONTEXT, OBSERVED } from "./record-context.ts";

type Example = AttributeDescription["example"];

function typeOf(value: Example): string {
	switch (typeof value) {
		case "number":
			return Number.isInteger(value) ? "int" : "double";
		case "boolean":
		case "string":
			return typeof value;
		default:
			return "string[]";
	}
}

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
				if (rule.as === "code" || rule.as === "lookup")
					expect(rule.codes?.size).toBeGreaterThan(0);
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
		expect(new Set(EVENT_TABLES.map((table) => table.eventName)).size).toBe(
			EVENT_TABLES.length,
		);
	});

	test("an attribute is described, with an example of its type, and no other one is", () => {
		const types = new Map(
			allAttributes().map(({ name, type }) => [name, type]),
		);
		expect([...ATTRIBUTE_DESCRIPTIONS.keys()].toSorted()).toEqual(
			[...names].toSorted(),
		);
		for (const [name, { example, brief }] of ATTRIBUTE_DESCRIPTIONS) {
			expect([name, typeOf(example)]).toEqual([
				name,
				types.get(name) === "double" ? "double" : types.get(name),
			]);
			expect(brief).toMatch(/^\S.*[^.\s]$/);
		}
	});

	test("an attribute that is not ours is one of the semantic conventions", () => {
		for (const [name, { semanticConvention }] of ATTRIBUTE_DESCRIPTIONS)
			expect([name, semanticConvention === undefined]).toEqual([
				name,
				name.startsWith("salesforce."),
			]);
	});

	test("a rule reads something, and a column has one rule besides those that take a part of it", () => {
		for (const { eventType, rules } of EVENT_TABLES) {
			const read = new Map<string, Rule["as"]>();
			for (const rule of rules) {
				const origins = [...(rule.columns ?? []), ...(rule.fields ?? [])];
				expect(origins).not.toEqual([]);
				if (!isWhole(rule)) continue;
				for (const origin of origins) {
					const shared = `${eventType} ${origin} ${read.get(origin) ?? ""}`;
					expect(shared).toBe(`${eventType} ${origin} `);
					read.set(origin, rule.as);
				}
			}
		}
	});

	test("a rule has what its conversion needs", () => {
		for (const rule of [
			COMMON_RULES,
			...EVENT_TABLES.map((t) => t.rules),
		].flat()) {
			if (rule.as === "match") expect(rule.pattern).toBeInstanceOf(RegExp);
			if (rule.as === "flag") expect(rule.value).not.toBe("");
			if (rule.as === "list" || rule.as === "joined")
				expect(rule.separator).not.toBe("");
		}
	});

	test("every table encodes through the official serializers, with values of the declared types", () => {
		const types = new Map<string, string>(
			allAttributes().map(({ name, type }) => [name, type]),
		);
		const cells = [
			"1",
			"0",
			"true",
			"text",
			"/a?b=c",
			"a,b",
			"1.5",
			"203.0.113.7",
		];
		for (const { eventType, rules } of EVENT_TABLES)
			for (const source of ["event_log_file", "object"] as const)
				for (const cell of cells) {
					const header = [
						...new Set(
							[...COMMON_RULES, ...rules].flatMap(
								(rule) =>
									(source === "object" ? rule.fields : rule.columns) ?? [],
							),
						),
					];
					const mapper = compileRowMapper(header, eventType, {
						...CONTEXT,
						source,
						includeOriginal: true,
					});
					const record = mapper.map(
						header.map(() => cell),
						OBSERVED,
					);

					for (const [name, value] of Object.entries(record.attributes)) {
						const expected = types.get(name);
						const actual = typeOf(value as Example);
						expect([name, actual]).toEqual([
							name,
							expected === "double" && actual === "int" ? "int" : expected,
						]);
					}
					for (const encoding of ["proto", "json"] as const)
						expect(serializeLogs(encoding, [record]).length).toBeGreaterThan(0);
				}
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

	test("of a login's status and its text come to the same", () => {
		const normal = (status: string) => LOGIN_STATUSES.get(status) ?? status;
		for (const [code, text] of LOGIN_STATUS_TEXTS)
			expect([code, normal(code)]).toEqual([code, normal(text)]);
		expect(normal("Restricted IP")).toBe("LOGIN_ERROR_RESTRICTED_DOMAIN");
		expect(normal("LOGIN_ERROR_ORG_DOMAIN_ONLY")).toBe("Restricted domain");
		expect(normal("Invalid Password")).toBe("LOGIN_ERROR_INVALID_PASSWORD");
	});

	test.each([
		["session types", SESSION_TYPES, 18],
		["quiddities", QUIDDITIES, 28],
		["user types", USER_TYPES, 15],
		["login types", LOGIN_TYPES, 25],
		["app types", APP_TYPES, 6],
		["platform types", PLATFORM_TYPES, 10],
		["API types", API_TYPES, 12],
	])("of %s are complete", (_, codes, count) => {
		expect(codes.size).toBe(count);
	});
});

test.each([
	["LoginEvent", "Login"],
	["LoginHistory", "Login"],
	["LogoutEvent", "Logout"],
	["LoginAsEvent", "LoginAs"],
	["SetupAuditTrail", "SetupAuditTrail"],
	["ApiEvent", "ApiEvent"],
])("a row of %s is a %s", (object, eventType) => {
	expect(eventTypeOfObject(object)).toBe(eventType);
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
