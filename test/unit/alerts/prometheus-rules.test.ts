// Every metric and label that an alert names is one that the process exports.

import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { exportedMetrics } from "./exported-metrics.ts";
import { promqlNames } from "./promql-names.ts";

interface Rule {
	readonly alert: string;
	readonly expr: string;
	readonly labels: { readonly severity: string };
	readonly annotations: Readonly<Record<"summary" | "description", string>>;
}

const FOLDER = new URL("../../../alerts/prometheus/", import.meta.url);
const rules: readonly Rule[] = readdirSync(FOLDER).flatMap((file) =>
	parse(readFileSync(new URL(file, FOLDER), "utf8")).groups.flatMap(
		(group: { rules: Rule[] }) => group.rules,
	),
);
const ADDED_BY_PROMETHEUS = ["job", "instance"];
const WORDS = ["absent", "increase", "or", "sum", "unless"];

let exported: Awaited<ReturnType<typeof exportedMetrics>>;
beforeAll(async () => {
	exported = await exportedMetrics();
});

test("names are found where PromQL has them", () => {
	expect(
		promqlNames(
			'sum by (job, le) (rate(salesforce_a_total{x="otelcol_no", y=~".*"}[5m])) / on (z) otelcol_b offset 2h > 1',
		),
	).toEqual({
		metrics: ["salesforce_a_total", "otelcol_b"],
		labels: ["job", "le", "z", "x", "y"],
		words: ["sum", "rate"],
	});
});

test("a name that does not exist would be found", () => {
	expect(exported.has("salesforce_receiver_gaps_total")).toBe(true);
	expect(exported.has("salesforce_receiver_gaps")).toBe(false);
});

describe.for(rules)("$alert", (rule) => {
	const { metrics, labels, words } = promqlNames(rule.expr);

	test("reads metrics that exist", () => {
		expect(metrics.length).toBeGreaterThan(0);
		expect(metrics.filter((name) => !exported.has(name))).toEqual([]);
		expect(words.filter((word) => !WORDS.includes(word))).toEqual([]);
	});

	test("names labels that they have", () => {
		const known = metrics.map(
			(name) =>
				new Set([...ADDED_BY_PROMETHEUS, ...(exported.get(name) ?? [])]),
		);
		// A comparison of two metrics keeps only what both have.
		for (const label of labels) {
			expect(
				known.every((of) => of.has(label)),
				label,
			).toBe(true);
		}
		const { summary, description } = rule.annotations;
		const told = [...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)];
		for (const [, label = ""] of told)
			expect(known[0]?.has(label), label).toBe(true);
	});

	test("says how bad it is and what to do", () => {
		expect(["warning", "critical"]).toContain(rule.labels.severity);
		expect(rule.annotations.summary).toBeTruthy();
		expect(rule.annotations.description.length).toBeGreaterThan(40);
	});
});
