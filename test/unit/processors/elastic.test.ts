import { describe, expect, test } from "vitest";
import { dataSetOf } from "../../../processors/elastic/data-set.ts";
import { ADDRESSES, USERS } from "../../../processors/elastic/ecs-fields.ts";
import {
	type EcsCategory,
	type EcsType,
	EVENT_CLASSES,
	USER_ADMINISTRATION,
} from "../../../processors/elastic/event-classes.ts";
import {
	allAttributes,
	EVENT_TABLES,
} from "../../../receiver/mapping/tables/event-tables.ts";
import { processorOf } from "./processor.ts";
import { LOGIN, RESOURCE, recordOf } from "./records.ts";

test("a login gets its data stream and the ECS fields, and keeps everything it had", () => {
	const changed = processorOf("elastic", "{ namespace: prod }").change(LOGIN);
	expect(changed).toEqual({
		...LOGIN,
		attributes: {
			...LOGIN.attributes,
			"data_stream.dataset": "salesforce.login",
			"data_stream.namespace": "prod",
			"event.kind": "event",
			"event.category": ["authentication", "session"],
			"event.type": ["start"],
			"event.action": "login-attempt",
			"event.outcome": "failure",
			"event.duration": 42_000_000,
			"organization.id": "00D000000000062EAA",
			"source.ip": "203.0.113.7",
			"related.ip": ["203.0.113.7", "198.51.100.2", "10.0.0.1"],
			"related.user": ["ana@example.com", "00530000009M943AAC"],
		},
	});
	expect(changed.resource).toBe(RESOURCE);
	expect(changed.instrumentationScope).toBe(LOGIN.instrumentationScope);
});

test("what a record does not tell is left out", () => {
	const record = recordOf(
		{ "salesforce.event.type": "SomethingNew" },
		{ eventName: "salesforce.something_new" },
	);
	expect(processorOf("elastic", "{}").change(record).attributes).toEqual({
		"salesforce.event.type": "SomethingNew",
		"data_stream.dataset": "salesforce.something_new",
		"data_stream.namespace": "default",
		"event.kind": "event",
		"event.type": ["info"],
		"event.action": "something-new",
		"organization.id": "00D000000000062EAA",
	});
});

test("what another processor has set is kept", () => {
	const attributes = {
		"data_stream.dataset": "mine",
		"data_stream.namespace": "own",
		"event.action": "x",
		"source.ip": "::1",
	};
	const record = recordOf({ ...LOGIN.attributes, ...attributes });
	expect(processorOf("elastic", "{}").change(record).attributes).toMatchObject(
		attributes,
	);
});

describe("a change in Setup", () => {
	const change = (attributes: Record<string, string>) =>
		processorOf("elastic", "{}").change(
			recordOf(
				{
					"salesforce.event.type": "SetupAuditTrail",
					"salesforce.setup.action": "changedprofileforuser",
					"user.name": "admin@example.com",
					...attributes,
				},
				{ eventName: "salesforce.setup_audit_trail" },
			),
		).attributes;

	test("is a change of the configuration", () => {
		expect(change({})).toMatchObject({
			"data_stream.dataset": "salesforce.setupaudittrail",
			"event.category": ["configuration"],
			"event.type": ["change"],
			"event.action": "changedprofileforuser",
		});
	});

	test("that is about a user is identity management, with both users named once", () => {
		expect(
			change({
				"salesforce.setup.target_user": "ana@example.com",
				"salesforce.setup.delegate_user": "admin@example.com",
			}),
		).toMatchObject({
			"event.category": ["configuration", "iam"],
			"event.type": ["admin", "change", "user"],
			"related.user": ["admin@example.com", "ana@example.com"],
		});
	});
});

test.each([
	["salesforce.login", "salesforce.login"],
	["salesforce.logout", "salesforce.logout"],
	["salesforce.apex.rest_api", "salesforce.apex"],
	["salesforce.setup_audit_trail", "salesforce.setupaudittrail"],
	["salesforce.aura_request", "salesforce.aura_request"],
	["Odd-Name/x", "odd_name_x"],
	[undefined, "salesforce"],
	["a".repeat(200), "a".repeat(100)],
])("the data set of %s is %s", (eventName, dataSet) => {
	expect(dataSetOf(eventName)).toBe(dataSet);
});

describe("options", () => {
	test("ecs_fields: false leaves the data stream alone", () => {
		const { attributes } = processorOf(
			"elastic",
			"{ ecs_fields: false }",
		).change(LOGIN);
		expect(attributes).toEqual({
			...LOGIN.attributes,
			"data_stream.dataset": "salesforce.login",
			"data_stream.namespace": "default",
		});
	});

	test("document_id is the uid", () => {
		const { attributes } = processorOf(
			"elastic",
			"{ document_id: true }",
		).change(LOGIN);
		expect(attributes["elasticsearch.document_id"]).toBe(
			LOGIN.attributes["log.record.uid"],
		);
	});

	test("mapping_mode is told by one scope for all records that shared one", () => {
		const processor = processorOf("elastic", "{ mapping_mode: ecs }");
		const [first, second] = [
			...processor.process([LOGIN]),
			...processor.process([LOGIN]),
		];
		expect(first?.instrumentationScope).toEqual({
			...LOGIN.instrumentationScope,
			attributes: { "elastic.mapping.mode": "ecs" },
		});
		expect(first?.instrumentationScope).toBe(second?.instrumentationScope);
	});
});

test.each([
	[
		"nothing of an address that is none",
		{ "client.address": "****" },
		"source.ip",
		undefined,
	],
	[
		"nor among the related ones",
		{ "client.address": "****" },
		"related.ip",
		undefined,
	],
	[
		"an IPv6 address",
		{ "client.address": "2001:db8::1" },
		"source.ip",
		"2001:db8::1",
	],
	[
		"each address once",
		{
			"client.address": "::1",
			"http.request.header.x-forwarded-for": ["::1, unknown"],
		},
		"related.ip",
		["::1"],
	],
	[
		"no duration that would not be exact",
		{ "salesforce.duration_ms": 2 ** 40 },
		"event.duration",
		undefined,
	],
	[
		"a duration of nothing",
		{ "salesforce.duration_ms": 0 },
		"event.duration",
		0,
	],
])("%s", (_, attributes, key, value) => {
	const changed = processorOf("elastic", "{}").change(recordOf(attributes));
	expect(changed.attributes[key]).toEqual(value);
});

describe("the tables of the mapping and of the processor fit together", () => {
	test.each(EVENT_TABLES)("$eventType has a class", ({ eventType }) => {
		expect(EVENT_CLASSES.has(eventType)).toBe(true);
	});

	const filled = new Set(allAttributes().map(({ name }) => name));
	test.each([...USERS, ...ADDRESSES])("%s is filled by a table", (name) => {
		expect(filled.has(name)).toBe(true);
	});
});

/** ECS 9: "Expected event types for category". */
const EXPECTED: Readonly<Record<EcsCategory, string>> = {
	api: "access admin allowed change creation deletion denied end info start user",
	authentication: "start end info",
	configuration: "access change creation deletion info",
	database: "access change info error",
	file: "access change creation deletion info",
	iam: "admin change creation deletion group info user",
	intrusion_detection: "allowed denied info",
	network: "access allowed connection denied end info protocol start",
	session: "start end info",
	web: "access error info",
};

test.each([
	...EVENT_CLASSES,
	["a change about a user", USER_ADMINISTRATION] as const,
])(
	"the types of %s are those that ECS expects for its categories",
	(_, { category, type }) => {
		expect(type.length).toBeGreaterThan(0);
		if (category.length === 0) return;
		const expected = new Set<EcsType>(
			category.flatMap((name) => EXPECTED[name].split(" ") as EcsType[]),
		);
		expect(type.filter((name) => !expected.has(name))).toEqual([]);
	},
);
