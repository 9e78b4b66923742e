// A dashboard over events, for Kibana: the data view, a Lens visualization or a saved
// search for each panel, and the dashboard that refers to them.

import type {
	EventDashboard,
	ListPanel,
} from "../../definitions/definition.ts";
import { layOut } from "../layout.ts";
import { DATA_VIEW, dataViewAs, kqlOf, TIME } from "./data-view.ts";
import { lensOf } from "./lens.ts";
import { ndjsonOf, type SavedObject } from "./saved-object.ts";

const HEIGHTS = { number: 6, trend: 13, top: 13, first_seen: 13, list: 18 };

const ORGANIZATION = "organization";

export function kibanaEventDashboard(definition: EventDashboard): string {
	const { name, panels } = definition;
	const objects = panels.map((panel, index) => {
		const id = `salesforce-otlp-${name}-${index}`;
		return panel.kind === "list" ? searchOf(id, panel) : lensOf(id, panel);
	});
	return ndjsonOf([DATA_VIEW, ...objects, dashboardOf(definition, objects)]);
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
		references: [dataViewAs(index)],
	};
}

function dashboardOf(
	{ name, title, description, panels }: EventDashboard,
	objects: readonly SavedObject[],
): SavedObject {
	// Kibana's grid has twice as many columns as the definitions.
	const grid = layOut(panels, ({ kind }) => HEIGHTS[kind]).map((place) => ({
		...place,
		x: place.x * 2,
		w: place.w * 2,
	}));
	return {
		id: `salesforce-otlp-${name}`,
		type: "dashboard",
		attributes: {
			title,
			description,
			timeRestore: true,
			timeFrom: "now-24h",
			timeTo: "now",
			optionsJSON: JSON.stringify({
				useMargins: true,
				syncColors: false,
				hidePanelTitles: false,
			}),
			panelsJSON: JSON.stringify(
				objects.map(({ type }, index) => ({
					type,
					panelIndex: `${index}`,
					gridData: { ...grid[index], i: `${index}` },
					embeddableConfig: { enhancements: {} },
					panelRefName: `panel_${index}`,
				})),
			),
			controlGroupInput: {
				chainingSystem: "HIERARCHICAL",
				controlStyle: "oneLine",
				ignoreParentSettingsJSON: "{}",
				panelsJSON: JSON.stringify({
					[ORGANIZATION]: {
						type: "optionsListControl",
						order: 0,
						grow: true,
						width: "medium",
						explicitInput: {
							id: ORGANIZATION,
							fieldName: "salesforce.organization.id",
							title: "Organization",
							enhancements: {},
						},
					},
				}),
			},
			kibanaSavedObjectMeta: {
				searchSourceJSON: JSON.stringify({
					query: { query: "", language: "kuery" },
					filter: [],
				}),
			},
		},
		references: [
			...objects.map(({ id, type }, index) => ({
				id,
				type,
				name: `${index}:panel_${index}`,
			})),
			dataViewAs(`controlGroup_${ORGANIZATION}:optionsListDataView`),
		],
	};
}
