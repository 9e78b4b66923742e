// Every panel has something to show of what a simulated org does in a few hours. The
// engines of the backends are not here: the conditions are looked at by hand.

import { expect, test } from "vitest";
import { eventDashboards } from "../../dashboards/definitions/all.ts";
import type { Condition } from "../../dashboards/definitions/definition.ts";
import { shownBy } from "../unit/dashboards/attributes-of-panel.ts";
import type { Attributes } from "./support/arrived-record.ts";
import { deliverSimulatedOrgs } from "./support/simulated-orgs.ts";

const holds =
	(attributes: Attributes) =>
	({ attribute, is }: Condition): boolean => {
		const value = attributes[attribute];
		if (is === undefined) return value !== undefined && value !== "";
		return is.some((wanted) => wanted === value);
	};

test("every panel shows something of a simulated org", async () => {
	const { records } = await deliverSimulatedOrgs();

	const empty: string[] = [];
	for (const { name, panels } of eventDashboards) {
		for (const panel of panels) {
			const { types, where = [] } = panel.events;
			const found = records
				.map(({ attributes }) => attributes)
				.filter((attributes) =>
					[{ attribute: "salesforce.event.type", is: types }, ...where].every(
						holds(attributes),
					),
				);
			// A table of the newest has gaps; a ranking is by all of them together.
			const shown = shownBy(panel);
			const together =
				panel.kind === "list" ? shown.map((one) => [one]) : [shown];
			for (const attributes of together) {
				const wanted = attributes.map((attribute) => ({ attribute }));
				if (!found.some((record) => wanted.every(holds(record))))
					empty.push(`${name}: ${panel.title}: ${attributes}`);
			}
		}
	}
	expect(empty).toEqual([]);
});
