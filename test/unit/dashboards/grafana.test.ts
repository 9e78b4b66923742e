// The generated files of Grafana, looked at without the code that makes them.

import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { allAttributes } from "../../../receiver/mapping/tables/event-tables.ts";
import { exportedMetrics } from "../alerts/exported-metrics.ts";
import { promqlNames } from "../alerts/promql-names.ts";

const FOLDER = new URL("../../../dashboards/grafana/", import.meta.url);

interface Target {
	readonly refId: string;
	readonly expr: string;
	readonly legendFormat?: string;
	readonly datasource: { readonly type: string; readonly uid: string };
}
interface Panel {
	readonly title: string;
	readonly type: string;
	readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
	readonly datasource: { readonly uid: string };
	readonly targets: readonly Target[];
}
interface Dashboard {
	readonly uid: string;
	readonly id?: number;
	readonly schemaVersion: number;
	readonly panels: readonly Panel[];
	readonly templating: { readonly list: readonly { readonly name: string }[] };
}

const files = readdirSync(FOLDER).map((name) => ({
	name,
	dashboard: JSON.parse(
		readFileSync(new URL(name, FOLDER), "utf8"),
	) as Dashboard,
}));
const targets = files.flatMap(({ name, dashboard }) =>
	dashboard.panels.flatMap((panel) =>
		panel.targets.map((target) => ({ name, title: panel.title, ...target })),
	),
);

/** What Loki makes of the attributes, of the resource's too. */
const LABELS = new Set(
	[
		...allAttributes().map(({ name }) => name),
		"salesforce.organization.id",
		"service.name",
	].map((name) => name.replaceAll(/[.-]/g, "_")),
);
const LOGQL_WORDS =
	/^(sum|count|topk|by|on|and|or|unless|offset|vector|unwrap|(count|sum|avg|max|quantile)_over_time)$/;

test("there are five", () => {
	expect(files.map(({ name }) => name)).toEqual([
		"apex.json",
		"login.json",
		"logout.json",
		"receiver.json",
		"setup-audit-trail.json",
	]);
});

describe.for(files)("$name", ({ name, dashboard }) => {
	test("can be imported: an id of its own and no other, and a source to choose", () => {
		expect(dashboard.uid).toBe(`salesforce-otlp-${name.replace(".json", "")}`);
		expect(dashboard.id).toBeUndefined();
		expect(dashboard.schemaVersion).toBeGreaterThan(35);
		expect(dashboard.templating.list[0]).toMatchObject({
			name: "datasource",
			type: "datasource",
		});
	});

	test("its panels lie side by side and below each other", () => {
		const taken = new Set<string>();
		for (const { gridPos, title } of dashboard.panels) {
			expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
			for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
				for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
					expect(taken.has(`${x},${y}`), title).toBe(false);
					taken.add(`${x},${y}`);
				}
			}
		}
	});

	test("names no variable that it does not have", () => {
		const names = dashboard.templating.list.map((variable) => variable.name);
		const used = JSON.stringify(dashboard).matchAll(/\$\{?([a-z]\w*)\}?/g);
		expect([...new Set([...used].map(([, found]) => found))].sort()).toEqual(
			[...names].sort(),
		);
	});

	test("every panel asks the chosen source", () => {
		for (const panel of dashboard.panels) {
			expect(panel.targets.length, panel.title).toBeGreaterThan(0);
			for (const { datasource } of [panel, ...panel.targets])
				expect(datasource.uid).toBe(`$\{datasource}`);
		}
	});
});

describe("Loki", () => {
	test.for(targets.filter(({ datasource }) => datasource.type === "loki"))(
		"$name, $title, $refId: every label is an attribute",
		({ expr, legendFormat = "" }) => {
			const named =
				expr
					.replaceAll(/"[^"]*"/g, "")
					.replaceAll(/\$\w+/g, "")
					.match(/\b[a-z_]\w*/g) ?? [];
			const labels = named.filter((word) => !LOGQL_WORDS.test(word));
			const told = legendFormat.matchAll(/\{\{(\w+)\}\}/g);
			for (const label of [
				...labels,
				...[...told].map(([, name = ""]) => name),
			])
				expect(LABELS.has(label), label).toBe(true);
			expect(labels).toContain("salesforce_event_type");
		},
	);
});

describe("Prometheus", () => {
	let exported: Awaited<ReturnType<typeof exportedMetrics>>;
	beforeAll(async () => {
		exported = await exportedMetrics();
	});

	test.for(
		targets.filter(({ datasource }) => datasource.type === "prometheus"),
	)(
		"$title, $refId: every metric and label is exported",
		({ expr, legendFormat = "" }) => {
			const { metrics, labels } = promqlNames(expr);
			expect(new Set(metrics).size).toBe(1);
			const known = exported.get(metrics[0] ?? "");
			expect(known, metrics[0]).toBeDefined();
			const told = legendFormat.matchAll(/\{\{(\w+)\}\}/g);
			for (const label of [
				...labels,
				...[...told].map(([, name = ""]) => name),
			])
				expect(label === "job" || known?.has(label), label).toBe(true);
		},
	);
});
