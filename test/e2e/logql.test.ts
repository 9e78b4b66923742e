// The queries for Loki in Loki's own engine, over what its own OTLP ingestion makes of
// our requests: every panel gets rows of simulated orgs, and each rule fires on what it
// is for and on nothing else.

import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import type { ArrivedRecord } from "../integration/support/arrived-record.ts";
import { deliverSimulatedOrgs } from "../integration/support/simulated-orgs.ts";
import { temporaryDirectory } from "../integration/support/temporary-directory.ts";
import {
	buildEngines,
	type Engines,
	type LokiRequest,
} from "./support/engines.ts";
import { EVENT_RULE_CASES, NOW } from "./support/event-rule-cases.ts";
import { requestOf } from "./support/otlp-request.ts";
import { troubleIn } from "./support/simulated-trouble.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Long enough to build Loki's engine from nothing on a busy machine. */
const BUILD_MS = 20 * 60_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let engines: Engines;
let simulated: {
	readonly requests: readonly LokiRequest[];
	readonly records: readonly ArrivedRecord[];
	readonly newest: number;
};
beforeAll(async () => {
	engines = await buildEngines();
	const { requests, records } = await deliverSimulatedOrgs({
		instance_id_from_event_type: true,
	});
	simulated = {
		records,
		requests: requests.map(({ headers, body }) => ({
			headers: {
				"content-type": String(headers["content-type"]),
				"content-encoding": String(headers["content-encoding"]),
			},
			body,
		})),
		newest: records
			.map(({ timeUnixNano }) => Number(timeUnixNano / 1_000_000n))
			.reduce((one, other) => Math.max(one, other)),
	};
}, BUILD_MS);

function textsIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder)).map((name) =>
		readFileSync(join(ROOT, folder, name), "utf8"),
	);
}

interface Target {
	readonly datasource: { readonly type: string };
	readonly expr: string;
	readonly queryType: "instant" | "range";
}

interface Panel {
	readonly title: string;
	readonly targets: readonly Target[];
}

const panels: readonly Panel[] = textsIn("dashboards/grafana").flatMap(
	(text) => JSON.parse(text).panels,
);
const targets = panels.flatMap(({ title, targets }) =>
	targets
		.filter(({ datasource }) => datasource.type === "loki")
		.map((target) => ({ title, ...target })),
);

/** What Grafana puts in the place of its variables. */
const filledIn = (expr: string) =>
	expr
		.replaceAll("$__range", "24h")
		.replaceAll("$__auto", "5m")
		.replaceAll("$service", ".+")
		.replaceAll("$organization", ".*");

test("every panel gets rows of simulated orgs", () => {
	const answers = engines.loki(
		simulated.requests,
		simulated.newest + 1,
		targets.map(({ expr, queryType }) => ({
			expr: filledIn(expr),
			...(queryType === "range" && { range: DAY, step: 5 * MINUTE }),
		})),
	);
	expect(targets.length).toBeGreaterThan(50);
	const empty = targets.filter((_, index) =>
		(answers[index] ?? []).every(
			({ value, lines = [] }) => value === 0 && lines.length === 0,
		),
	);
	expect(empty.map(({ title, expr }) => `${title}: ${expr}`)).toEqual([]);
});

test("the service and the organization that are chosen are those that are shown", () => {
	const [count] = targets.filter(({ title }) => title === "Logins");
	const chosen = (service: string, organization: string) =>
		filledIn(
			(count?.expr ?? "")
				.replaceAll("$service", service)
				.replaceAll("$organization", organization),
		);
	const perOrganization = `sum by (salesforce_organization_id) (count_over_time({service_name="salesforce"} | salesforce_event_type="Login" [24h]))`;
	const [each = []] = engines.loki(simulated.requests, simulated.newest + 1, [
		{ expr: perOrganization },
	]);
	expect(each).toHaveLength(2);
	const answers = engines.loki(
		simulated.requests,
		simulated.newest + 1,
		[
			...each.map(({ labels }) =>
				chosen("salesforce", String(labels.salesforce_organization_id)),
			),
			chosen("another", ".*"),
		].map((expr) => ({ expr })),
	);
	expect(answers.map((rows) => rows.map(({ value }) => value))).toEqual([
		...each.map(({ value }) => [value]),
		[0],
	]);
});

interface Rule {
	readonly alert: string;
	readonly expr: string;
	readonly annotations: { readonly summary: string };
}

const RULES = "alerts/loki";
const rules: readonly (Rule & { readonly summary: string })[] = textsIn(
	RULES,
).flatMap((text) =>
	parse(text).groups.flatMap(({ rules }: { rules: Rule[] }) =>
		rules.map((rule) => ({ ...rule, summary: rule.annotations.summary })),
	),
);

test("the rules are without fault", () => {
	for (const file of readdirSync(join(ROOT, RULES)))
		expect(engines.faultsOfRules(join(ROOT, RULES, file))).toBe("");
});

test("a rule with a hole that nothing fills is refused", async () => {
	using directory = temporaryDirectory();
	const file = join(directory.path, "rules.yaml");
	const [text = ""] = textsIn(RULES);
	await writeFile(file, text.replaceAll("$value", "$valeu"));
	expect(engines.faultsOfRules(file)).toContain('undefined variable "$valeu"');
});

test("every rule has a case in which it fires", () => {
	const fired = new Set(EVENT_RULE_CASES.flatMap(({ loki }) => loki));
	expect([...fired].sort()).toEqual(rules.map(({ alert }) => alert).sort());
});

test.for(EVENT_RULE_CASES)("$name: $loki", ({ events, loki, told = [] }) => {
	const answers = engines.loki([requestOf(events)], NOW, rules);
	expect(
		rules
			.map(({ alert }) => alert)
			.filter((_, index) => answers[index]?.length !== 0),
	).toEqual(loki);
	const summaries = answers.flat().map(({ summary }) => summary);
	expect(summaries).toEqual(expect.arrayContaining([...told]));
});

test("of simulated orgs the rules tell what they did, and no more", () => {
	const answers = engines.loki(simulated.requests, simulated.newest + 1, rules);
	const firing = rules
		.map(({ alert }) => alert)
		.filter((_, index) => answers[index]?.length !== 0);
	expect(firing).toEqual(
		troubleIn(simulated.records, simulated.newest + 1).loki,
	);
	expect(firing).toContain("SalesforceLoginAs");
});

test("what Loki does not take is refused", () => {
	expect(() =>
		engines.loki([], NOW, [{ expr: 'sum(count_over_time({a="b"}))' }]),
	).toThrow("parse error");
});
