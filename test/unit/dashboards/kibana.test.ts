// The generated files of Kibana, looked at without the code that makes them.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { metricAttributes, metrics } from "../../../pipeline/metrics.ts";
import { allAttributes } from "../../../receiver/mapping/tables/event-tables.ts";

const FOLDER = new URL("../../../dashboards/kibana/", import.meta.url);

interface SavedObject {
	readonly id: string;
	readonly type: string;
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly references: readonly Readonly<
		Record<"id" | "name" | "type", string>
	>[];
	readonly coreMigrationVersion: string;
	readonly typeMigrationVersion: string;
}

interface Layer {
	readonly columnOrder: readonly string[];
	readonly columns: Readonly<
		Record<
			string,
			{
				readonly sourceField: string;
				readonly operationType: string;
				readonly isBucketed: boolean;
				readonly dataType: string;
				readonly params: {
					readonly orderBy?: { readonly columnId: string };
					readonly secondaryFields?: readonly string[];
				};
			}
		>
	>;
}

interface LensState {
	readonly query: { readonly query: string };
	readonly visualization: Readonly<Record<string, unknown>>;
	readonly datasourceStates: {
		readonly formBased: { readonly layers: Readonly<Record<string, Layer>> };
	};
}

interface DashboardPanel {
	readonly type: string;
	readonly panelIndex: string;
	readonly panelRefName: string;
	readonly gridData: Readonly<Record<"x" | "y" | "w" | "h", number>>;
}

const FIELDS = new Map([
	...allAttributes().map(({ name, type }) => [name, type] as const),
	["salesforce.organization.id", "string"] as const,
	["@timestamp", "date"] as const,
	["___records___", "records"] as const,
	// The mapping `otel` of metrics.
	...Object.entries(metrics).map(
		([name, { kind }]) =>
			[
				`metrics.${name}`,
				kind === "histogram" ? "histogram" : "double",
			] as const,
	),
	...Object.keys(metricAttributes).map(
		(name) => [`attributes.${name}`, "string"] as const,
	),
	["scope.name", "string"] as const,
]);
const NUMERIC = ["average", "max", "sum", "percentile"];

const files = readdirSync(FOLDER).map((name) => ({
	name,
	lines: readFileSync(new URL(name, FOLDER), "utf8").trimEnd().split("\n"),
}));

test("there are four, of events", () => {
	expect(files.map(({ name }) => name)).toEqual([
		"apex.ndjson",
		"login.ndjson",
		"logout.ndjson",
		"receiver.ndjson",
		"setup-audit-trail.ndjson",
	]);
});

/** `field: value`, joined by `and`. */
const fieldsOfKql = (query: string) =>
	query
		.replaceAll(/"[^"]*"/g, '""')
		.split(" and ")
		.map((part) => part.split(":")[0] ?? "");

describe.for(files)("$name", ({ lines }) => {
	const objects = lines.map((line) => JSON.parse(line) as SavedObject);
	const of = (type: string) => objects.filter((object) => object.type === type);
	const [dashboard] = of("dashboard");
	const panels: DashboardPanel[] = JSON.parse(
		String(dashboard?.attributes.panelsJSON),
	);

	test("every line is an object with versions, and an id of its own", () => {
		for (const object of objects) {
			expect(object.coreMigrationVersion).toMatch(/^\d+\.\d+\.\d+$/);
			expect(object.typeMigrationVersion).toMatch(/^\d+\.\d+\.\d+$/);
		}
		expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
		expect(of("dashboard")).toHaveLength(1);
	});

	test("every reference leads to an object of the file", () => {
		for (const { id, references } of objects) {
			for (const { id: target, type, name } of references) {
				expect(
					objects.some((one) => one.id === target && one.type === type),
					`${id}: ${name}`,
				).toBe(true);
			}
		}
	});

	test("every panel is one of those objects, and no object is without a panel", () => {
		const shown = panels.map(({ panelIndex, panelRefName, type }) =>
			dashboard?.references.find(
				(reference) =>
					reference.name === `${panelIndex}:${panelRefName}` &&
					reference.type === type,
			),
		);
		expect(shown.map((reference) => reference?.id).sort()).toEqual(
			[...of("lens"), ...of("search")].map(({ id }) => id).sort(),
		);
	});

	test("panels lie side by side and below each other", () => {
		const taken = new Set<string>();
		for (const { gridData: at } of panels) {
			expect(at.x + at.w).toBeLessThanOrEqual(48);
			for (let x = at.x; x < at.x + at.w; x++) {
				for (let y = at.y; y < at.y + at.h; y++) {
					expect(taken.has(`${x},${y}`)).toBe(false);
					taken.add(`${x},${y}`);
				}
			}
		}
	});

	test.for(of("lens"))(
		"$attributes.title: every field is an attribute, every column there",
		({ attributes, references }) => {
			const state = attributes.state as LensState;
			for (const field of fieldsOfKql(state.query.query))
				expect(FIELDS.has(field), field).toBe(true);

			const layers = Object.entries(state.datasourceStates.formBased.layers);
			expect(layers).toHaveLength(1);
			for (const [layerId, { columnOrder, columns }] of layers) {
				expect(
					references.some(
						({ name }) => name === `indexpattern-datasource-layer-${layerId}`,
					),
				).toBe(true);
				expect([...columnOrder].sort()).toEqual(Object.keys(columns).sort());
				// Kibana wants what is broken down by before what is measured.
				const bucketed = columnOrder.map((id) => columns[id]?.isBucketed);
				expect(bucketed).toEqual([...bucketed].sort().reverse());
				for (const column of Object.values(columns)) {
					const type = FIELDS.get(column.sourceField);
					expect(type, column.sourceField).toBeDefined();
					if (type === "histogram")
						expect(column.operationType).toBe("percentile");
					else if (NUMERIC.includes(column.operationType))
						expect(type).toMatch(/^(int|double)$/);
					for (const field of column.params.secondaryFields ?? [])
						expect(FIELDS.has(field), field).toBe(true);
					const ordered = column.params.orderBy?.columnId;
					if (ordered !== undefined) expect(columns).toHaveProperty(ordered);
				}
				const named = JSON.stringify(state.visualization).matchAll(
					/"(?:metricAccessor|secondaryMetricAccessor|breakdownByAccessor|xAccessor|splitAccessor|columnId)":"([^"]+)"/g,
				);
				for (const [, id = ""] of named) expect(columns).toHaveProperty(id);
			}
		},
	);

	test.for(of("search"))(
		"$attributes.title: every column is an attribute",
		({ attributes }) => {
			for (const column of attributes.columns as string[])
				expect(FIELDS.has(column), column).toBe(true);
			const meta = attributes.kibanaSavedObjectMeta as {
				searchSourceJSON: string;
			};
			const { query } = JSON.parse(meta.searchSourceJSON);
			for (const field of fieldsOfKql(query.query))
				expect(FIELDS.has(field), field).toBe(true);
		},
	);
});
