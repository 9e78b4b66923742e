// Every attribute that a dashboard names is one that its events have.

import { describe, expect, test } from "vitest";
import { eventDashboards } from "../../../dashboards/definitions/all.ts";
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
