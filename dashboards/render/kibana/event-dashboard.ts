// A dashboard over events, for Kibana: the data view, a Lens visualization or a saved
// search for each panel, and the dashboard that refers to them.

import type {
	EventDashboard,
	ListPanel,
} from "../../definitions/definition.ts";
import { layOut } from "../layout.ts";
import { dashboardOf } from "./dashboard.ts";
import { EVENTS, kqlOf, referenceTo, TIME } from "./data-view.ts";
import { lensOf } from "./lens.ts";
import { ndjsonOf, type SavedObject } from "./saved-object.ts";

const HEIGHTS = { number: 6, trend: 13, top: 13, first_seen: 13, list: 18 };

export function kibanaEventDashboard(definition: EventDashboard): string {
	const { name, panels } = definition;
	const objects = panels.map((panel, index) => {
		const id = `salesforce-otlp-${name}-${index}`;
		return panel.kind === "list" ? searchOf(id, panel) : lensOf(id, panel);
	});
	const places = layOut(panels, ({ kind }) => HEIGHTS[kind]);
	const dashboard = dashboardOf(definition, objects, places, {
		last: "24h",
		control: {
			title: "Organization",
			field: "salesforce.organization.id",
			dataView: EVENTS,
		},
	});
	return ndjsonOf([EVENTS, ...objects, dashboard]);
}

function searchOf(id: string, panel: ListPanel): SavedObject {
	const index = "kibanaSavedObjectMeta.searchSourceJSON.index";
	return {
		id,
		type: "search",
		attributes: {
			title: panel.title,
			description: panel.answers,
			columns: panel.columns,
			sort: [[TIME, "desc"]],
			hideChart: true,
			kibanaSavedObjectMeta: {
				searchSourceJSON: JSON.stringify({
					query: kqlOf(panel.events),
					filter: [],
					indexRefName: index,
				}),
			},
		},
		references: [referenceTo(EVENTS, index)],
	};
}
