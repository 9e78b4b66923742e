// The rules for Elasticsearch by Elastic's own parser, with the fields that the records
// have; and what they find. No Elasticsearch can be had here: what the parser has read
// is run in SQLite, so the logic of a rule is tested, not Elasticsearch's arithmetic.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { AttributeType } from "../../receiver/mapping/table.ts";
import { EVENT_TABLES } from "../../receiver/mapping/tables/event-tables.ts";
import {
	EVENT_RULE_CASES,
	NOW,
	ORGANIZATION,
} from "../integration/support/event-rule-cases.ts";
import { deliverSimulatedOrgs } from "../integration/support/simulated-orgs.ts";
import { troubleIn } from "../integration/support/simulated-trouble.ts";
import { attributesOfType } from "../unit/dashboards/known-attributes.ts";
import { type AskEsql, type EsqlAnswer, installEsql } from "./support/esql.ts";

const FOLDER = join(import.meta.dirname, "../../alerts/elasticsearch");
/** Long enough to install the parser. */
const INSTALL_MS = 5 * 60_000;

/** As the mapping `otel` of Elasticsearch has them. */
const TYPES: Readonly<Record<AttributeType, string>> = {
	string: "keyword",
	"string[]": "keyword",
	int: "long",
	double: "double",
	boolean: "boolean",
};
const FIELDS = Object.fromEntries([
	["@timestamp", "date"],
	["salesforce.organization.id", "keyword"],
	...EVENT_TABLES.flatMap(({ eventType }) =>
		[...(attributesOfType(eventType) ?? [])].map(([name, type]) => [
			name,
			TYPES[type],
		]),
	),
]);

const rules = readdirSync(FOLDER).map((file) => ({
	name: basename(file, ".esql"),
	query: readFileSync(join(FOLDER, file), "utf8"),
}));
const queries = rules.map(({ query }) => query);

let ask: AskEsql;
let ofCases: EsqlAnswer;
beforeAll(async () => {
	ask = await installEsql();
	const records = EVENT_RULE_CASES.map(({ events }) =>
		events.map(({ at, attributes }) => ({
			"@timestamp": at,
			"salesforce.organization.id": ORGANIZATION,
			...attributes,
		})),
	);
	ofCases = ask({ queries, fields: FIELDS, records, now: NOW });
}, INSTALL_MS);

/** Those that have rows of a set of records. */
const firing = ({ rows }: EsqlAnswer, set: number) =>
	rules
		.map(({ name }) => name)
		.filter((_, rule) => rows[set]?.[rule]?.length !== 0);

test("Elastic's parser takes every rule, its fields, functions and types", () => {
	expect(rules.length).toBeGreaterThan(5);
	expect(ofCases.faults).toEqual(rules.map(() => null));
});

test.for([
	["a word of the language as a name", "FROM a | STATS first = COUNT(*)"],
	["a field that no record has", "FROM a | WHERE user.nmae IS NULL"],
	["a function that does not exist", "FROM a | EVAL x = LOWERCASE(user.name)"],
	["a text as a number", "FROM a | WHERE user.name > 5"],
])("it refuses %s", ([, query = ""]) => {
	const question = { fields: FIELDS, records: [], now: NOW };
	const { faults } = ask({ ...question, queries: [query] });
	expect(faults).toEqual([expect.stringMatching(/./)]);
});

test("every rule has a case in which it fires", () => {
	const fired = new Set(
		EVENT_RULE_CASES.flatMap(({ elasticsearch }) => elasticsearch),
	);
	expect([...fired].sort()).toEqual(rules.map(({ name }) => name).sort());
});

test.for(EVENT_RULE_CASES.map((one, index) => ({ ...one, index })))(
	"$name: $elasticsearch",
	({ index, elasticsearch }) => {
		expect(firing(ofCases, index)).toEqual(elasticsearch);
	},
);

test("of simulated orgs the rules tell what they did, and no more", async () => {
	const { records } = await deliverSimulatedOrgs();
	const documents = records.map(({ timeUnixNano, attributes, resource }) => ({
		"@timestamp": Number(timeUnixNano / 1_000_000n),
		...Object.fromEntries(
			Object.entries({ ...resource, ...attributes }).filter(
				([, value]) => typeof value === "string",
			),
		),
	}));
	const now = Math.max(
		...documents.map(({ "@timestamp": timestamp }) => timestamp),
	);
	const answer = ask({
		queries,
		fields: FIELDS,
		records: [documents],
		now: now + 1,
	});
	expect(firing(answer, 0)).toEqual(troubleIn(records, now + 1).elasticsearch);
	expect(firing(answer, 0)).toContain("login-as");
});
