// Every attribute that a dashboard names is one that its events or its metrics have.

import { describe, expect, test } from "vitest";
import {
	eventDashboards,
	metricDashboards,
} from "../../../dashboards/definitions/all.ts";
import { type MetricDefinition, metrics } from "../../../pipeline/metrics.ts";
import { conditionsOf, numbersOf, shownBy } from "./attributes-of-panel.ts";
import { attributesOfType } from "./known-attributes.ts";

const panels = eventDashboards.flatMap(({ name, panels }) =>
	panels.map((panel) => ({ name, ...panel })),
);

describe.for(panels)("$name: $title", (panel) => {
	const known = panel.events.types.map(attributesOfType);

	test("its event types have tables", () => {
		expect(known).not.toContain(undefined);
	});

	test("its conditions are on attributes that each type has", () => {
		for (const attribute of conditionsOf(panel)) {
			expect(
				known.every((of) => of?.has(attribute)),
				attribute,
			).toBe(true);
		}
	});

	test("what it shows is there, and numbers are numbers", () => {
		for (const attribute of shownBy(panel)) {
			expect(
				known.some((of) => of?.has(attribute)),
				attribute,
			).toBe(true);
		}
		for (const attribute of numbersOf(panel)) {
			const types = known.map((of) => of?.get(attribute)).filter(Boolean);
			expect(types, attribute).not.toEqual([]);
			expect(types, attribute).toEqual(
				types.map(() => expect.stringMatching(/^(int|double)$/)),
			);
		}
	});

	test("says which question it answers", () => {
		expect(panel.answers).toMatch(/\?/);
	});
});

const metricPanels = metricDashboards.flatMap(({ name, panels }) =>
	panels.map((panel) => ({ name, ...panel })),
);

describe.for(metricPanels)("$name: $title", ({ queries, by, answers }) => {
	test("its metrics have the attributes that it is broken down by", () => {
		for (const { of } of queries) {
			const { attributes }: MetricDefinition = metrics[of];
			expect(attributes, of).toEqual(expect.arrayContaining([...by]));
		}
	});

	test("what is added up of a gauge is one series, and differs in nothing", () => {
		// Kibana can't add up series, only all that they told.
		for (const { as, of } of queries.filter(({ as }) => as === "sum")) {
			const { attributes }: MetricDefinition = metrics[of];
			const left = attributes.filter((name) => !by.includes(name));
			expect(
				left.filter((name) => name !== "data_type"),
				as,
			).toEqual([]);
		}
	});

	test("says which question it answers", () => {
		expect(answers).toMatch(/\?/);
	});
});
