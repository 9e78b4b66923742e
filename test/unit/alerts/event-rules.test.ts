// Every attribute that a rule on events names is one that those events have.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { attributesOfType } from "../dashboards/known-attributes.ts";

const ALERTS = new URL("../../../alerts/", import.meta.url);
const textsIn = (folder: string) =>
	readdirSync(new URL(`${folder}/`, ALERTS)).map((name) => ({
		name,
		text: readFileSync(new URL(`${folder}/${name}`, ALERTS), "utf8"),
	}));

function knownOf(types: readonly string[]): ReadonlySet<string> {
	expect(types.length).toBeGreaterThan(0);
	return new Set(
		types.flatMap((type) => {
			const known = attributesOfType(type);
			expect(known, type).toBeDefined();
			return [...(known?.keys() ?? [])];
		}),
	);
}

interface LokiRule {
	readonly alert: string;
	readonly expr: string;
	readonly annotations: Readonly<Record<string, string>>;
}

const LOGQL_WORDS = [
	...["sum", "by", "on", "and", "unless", "offset", "count_over_time"],
];
const lokiRules: readonly LokiRule[] = textsIn("loki").flatMap(({ text }) =>
	parse(text).groups.flatMap(({ rules }: { rules: LokiRule[] }) => rules),
);

describe.for(lokiRules)("Loki: $alert", ({ expr, annotations }) => {
	test("names labels that its events have", () => {
		const types = [...expr.matchAll(/salesforce_event_type="(\w+)"/g)];
		const known = new Set(
			[
				...knownOf(types.map(([, type = ""]) => type)),
				"service.name",
				"salesforce.organization.id",
			].map((name) => name.replaceAll(/[.-]/g, "_")),
		);
		const named = [
			...(expr.replaceAll(/"[^"]*"/g, "").match(/\b[a-z_]\w*/g) ?? []),
			...[...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(
				([, label = ""]) => label,
			),
		];
		for (const name of named)
			expect(LOGQL_WORDS.includes(name) || known.has(name), name).toBe(true);
	});

	test("tells in its text only what it groups by", () => {
		const [, grouping = ""] = /sum by \(([^)]*)\)/.exec(expr) ?? [];
		const told = JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g);
		for (const [, label] of told)
			expect(grouping.split(", "), label).toContain(label);
	});
});

describe.for(textsIn("elasticsearch"))("Elasticsearch: $name", ({ text }) => {
	const query = text.replaceAll(/^\/\/.*\n/gm, "");

	test("names fields that its events have", () => {
		const types = [...query.matchAll(/salesforce\.event\.type == "(\w+)"/g)];
		const known = new Set([
			...knownOf(types.map(([, type = ""]) => type)),
			"salesforce.organization.id",
		]);
		const fields = query
			.replaceAll(/"[^"]*"/g, "")
			.replace(/^FROM .*$/m, "")
			.match(/\b[a-z_]+(\.[a-z_]+)+\b/g);
		expect(fields?.length).toBeGreaterThan(1);
		for (const field of fields ?? [])
			expect(known.has(field), field).toBe(true);
	});

	test("says what it is for, and looks no further back than it must", () => {
		expect(text).toMatch(/^\/\/ .{20,}\n/);
		expect(query).toMatch(
			/^FROM logs-salesforce\.\*\n\| WHERE @timestamp >= NOW\(\) - \d+ (hours|days)\n/,
		);
	});
});

test("permission and audit changes are told from others, by the same words everywhere", () => {
	const patterns = [...textsIn("loki"), ...textsIn("elasticsearch")].flatMap(
		({ text }) => [...text.matchAll(/"(?:\(\?i\))?(\.\*\(permset[^"]*)"/g)],
	);
	expect(patterns).toHaveLength(2);
	const pattern = new RegExp(`^${patterns[0]?.[1]}$`, "i");
	expect(patterns[1]?.[1]).toBe(patterns[0]?.[1]);
	const loud = [
		...["PermSetAssign", "changedprofileforuser", "changedroleforuser"],
		...["profileFlsChangedCustom", "suNetworkAdminLogin", "dataExport"],
		...["changedPasswordPolicy", "changedSessionSettings", "loginHours"],
		...["insertConnectedApplication", "oauthConsumerSecretViewed"],
	];
	const quiet = [
		...["changedApexClass", "changedApexTrigger", "createdCF", "layout"],
		...["changedFlow", "changedPackage", "changedemail", "resetpassword"],
	];
	expect(loud.filter((action) => !pattern.test(action))).toEqual([]);
	expect(quiet.filter((action) => pattern.test(action))).toEqual([]);
});
