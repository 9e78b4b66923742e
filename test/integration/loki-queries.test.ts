// Which records of simulated orgs the queries for Loki select, and which rules fire on
// what. No Loki is here: the head of logql-evaluation.ts says what does it.

import { beforeAll, describe, expect, test } from "vitest";
import {
	filledInLogql,
	logqlTree,
	within,
} from "../unit/dashboards/logql-tree.ts";
import { lokiRules, lokiTargets } from "../unit/dashboards/loki-queries.ts";
import type {
	ArrivedRecord,
	AttributeValue,
} from "./support/arrived-record.ts";
import {
	EVENT_RULE_CASES,
	NOW,
	ORGANIZATION,
	type RuleEvent,
} from "./support/event-rule-cases.ts";
import {
	type LokiRecord,
	rowsOfRule,
	selected,
} from "./support/logql-evaluation.ts";
import { deliverSimulatedOrgs } from "./support/simulated-orgs.ts";
import { troubleIn } from "./support/simulated-trouble.ts";

/** As Loki keeps attributes: dots as underscores, every value a text. */
const labelsOf = (attributes: Readonly<Record<string, AttributeValue>>) =>
	Object.fromEntries(
		Object.entries(attributes).map(([name, value]) => [
			name.replaceAll(/[^a-zA-Z0-9]/g, "_"),
			Array.isArray(value) ? JSON.stringify(value) : String(value),
		]),
	);

let arrived: readonly ArrivedRecord[];
let records: readonly LokiRecord[];
let now: number;
beforeAll(async () => {
	({ records: arrived } = await deliverSimulatedOrgs());
	records = arrived.map(({ timeUnixNano, resource, attributes }) => ({
		at: Number(timeUnixNano / 1_000_000n),
		labels: labelsOf({ ...resource, ...attributes }),
	}));
	now = records.reduce((newest, { at }) => Math.max(newest, at), 0) + 1;
});

/** Of each selector in a panel's query. */
function selections(expr: string): readonly (readonly LokiRecord[])[] {
	const query = filledInLogql(expr);
	return within(logqlTree(query), "Selector").map((selector) =>
		selected(selector, query, records),
	);
}

const targets = lokiTargets();
const rules = lokiRules();

test("every panel selects records of simulated orgs, with numbers where it unwraps", () => {
	const empty = targets.filter(({ expr }) => {
		const found = selections(expr);
		const unwrapped = [...expr.matchAll(/\| unwrap (\w+)/g)];
		return (
			found.length === 0 ||
			found.some(({ length }) => length === 0) ||
			unwrapped.some(
				([, label = ""]) =>
					!found.some((selected) =>
						selected.every(({ labels }) => /^\d/.test(labels[label] ?? "")),
					),
			)
		);
	});
	expect(targets.length).toBeGreaterThan(50);
	expect(empty.map(({ title, expr }) => `${title}: ${expr}`)).toEqual([]);
});

test("the service and the organization that are chosen are those that are shown", () => {
	const [count] = targets.filter(({ title }) => title === "Logins");
	const chosen = (service: string, organization: string) =>
		selections(
			(count?.expr ?? "")
				.replaceAll("$service", service)
				.replaceAll("$organization", organization),
		).map(({ length }) => length);
	const logins = Map.groupBy(
		arrived.filter(
			({ attributes }) => attributes["salesforce.event.type"] === "Login",
		),
		({ resource }) => String(resource["salesforce.organization.id"]),
	);
	expect(logins.size).toBe(2);
	for (const [organization, { length }] of logins)
		expect(chosen("salesforce", organization)).toEqual([length]);
	expect(chosen("another", ".*")).toEqual([0]);
});

test("every rule has a case in which it fires", () => {
	const fired = new Set(EVENT_RULE_CASES.flatMap(({ loki }) => loki));
	expect([...fired].sort()).toEqual(rules.map(({ alert }) => alert).sort());
});

function answersOf(records: readonly LokiRecord[], now: number) {
	return rules
		.map(({ alert, expr, annotations: { summary } }) => ({
			alert,
			told: rowsOfRule(expr, records, now).map(({ labels, value }) =>
				summary
					.replaceAll("{{ $value }}", String(value))
					.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name) =>
						String(labels[name]),
					),
			),
		}))
		.filter(({ told }) => told.length > 0);
}

const recordOf = ({ at, attributes }: RuleEvent): LokiRecord => ({
	at,
	labels: labelsOf({
		"service.name": "salesforce",
		"salesforce.organization.id": ORGANIZATION,
		...attributes,
	}),
});

test.for(EVENT_RULE_CASES)("$name: $loki", ({ events, loki, told = [] }) => {
	const answers = answersOf(events.map(recordOf), NOW);
	expect(answers.map(({ alert }) => alert)).toEqual(loki);
	const summaries = answers.flatMap(({ told }) => told);
	expect(summaries).toEqual(expect.arrayContaining([...told]));
	expect(summaries.join()).not.toMatch(/\{\{|undefined/);
});

test("of simulated orgs the rules tell what they did, and no more", () => {
	const firing = answersOf(records, now).map(({ alert }) => alert);
	expect(firing).toEqual(troubleIn(arrived, now).loki);
	expect(firing).toContain("SalesforceLoginAs");
});

describe("the evaluation", () => {
	const at = (hours: number, user: string) =>
		recordOf({
			at: NOW - hours * 3_600_000,
			attributes: { "user.name": user },
		});
	const few = [at(1, "ana"), at(1, "ana"), at(2, "bob"), at(30, "ana")];
	const counted = (range: string, offset = "") =>
		`sum by (user_name) (count_over_time({service_name="salesforce"} [${range}] ${offset}))`;
	const ask = (query: string) =>
		rowsOfRule(query, few, NOW).map(
			({ labels, value }) => `${labels.user_name} ${value}`,
		);

	test("counts within the range, before its offset", () => {
		expect(ask(counted("6h"))).toEqual(["ana 2", "bob 1"]);
		expect(ask(counted("2d"))).toEqual(["ana 3", "bob 1"]);
		expect(ask(counted("2d", "offset 6h"))).toEqual(["ana 1"]);
	});

	test("compares, joins and calculates", () => {
		const A = counted("6h");
		expect(ask(`(${A} >= 2) unless (${A} <= (3 * (${A} / 2)))`)).toEqual([]);
		expect(ask(`3 * ((${A} >= 2) unless (${A} <= 1))`)).toEqual(["ana 6"]);
		expect(ask(`(${A} >= 2) and (${A} > 1)`)).toEqual(["ana 2"]);
		expect(ask(`${A} >= on (user_name) ${counted("2d")}`)).toEqual(["bob 1"]);
		expect(ask(`${A} > ${A}`)).toEqual([]);
	});

	test("does not guess which operator goes first", () => {
		const A = counted("6h");
		expect(() => ask(`${A} >= 2 and ${A}`)).toThrow("parentheses needed");
	});

	const S = '{service_name="a"}';
	test.for([
		["a function of a range", `sum by (a) (rate(${S} [5h]))`],
		["a function of a vector", `max by (a) (count_over_time(${S} [5h]))`],
		["no grouping", `sum (count_over_time(${S} [5h]))`],
		["another grouping", `sum without (a) (count_over_time(${S} [5h]))`],
		["an operator", `${counted("5h")} - 1`],
		["a join", `${counted("5h")} * ignoring (a) ${counted("5h")}`],
		["many to one", `${counted("5h")} * on (a) group_left ${counted("5h")}`],
		[
			"filters in one",
			`sum by (a) (count_over_time(${S} | b="c" or d="e" [5h]))`,
		],
		["a stage", `sum by (a) (count_over_time(${S} | json [5h]))`],
		["a filter of lines", `sum by (a) (count_over_time(${S} |= "b" [5h]))`],
		["a sum of sums", `sum by (a) (${counted("5h")})`],
		["a duration", counted("1h30m")],
		["a number", "(1)"],
		["lines", S],
	])("throws on what it does not know: %s", ([, query = ""]) => {
		expect(() => ask(query)).toThrow("not evaluated");
	});
});
