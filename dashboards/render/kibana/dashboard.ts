// Kibana's dashboard of panels that are saved objects of their own.

import type { Place } from "../layout.ts";
import { referenceTo } from "./data-view.ts";
import type { SavedObject } from "./saved-object.ts";

interface Described {
	readonly name: string;
	readonly title: string;
	readonly description: string;
}

interface DashboardOptions {
	/** The time that is shown, such as `24h`. */
	readonly last: string;
	/** What the reader chooses by. */
	readonly control: {
		readonly title: string;
		readonly field: string;
		readonly dataView: SavedObject;
	};
}

const CONTROL = "chosen";

export function dashboardOf(
	{ name, title, description }: Described,
	objects: readonly SavedObject[],
	places: readonly Place[],
	{ last, control }: DashboardOptions,
): SavedObject {
	// Kibana's grid has twice as many columns as the definitions.
	const grid = places.map((place) => ({
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
			timeFrom: `now-${last}`,
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
					[CONTROL]: {
						type: "optionsListControl",
						order: 0,
						grow: true,
						width: "medium",
						explicitInput: {
							id: CONTROL,
							fieldName: control.field,
							title: control.title,
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
			...objects.map((object, index) =>
				referenceTo(object, `${index}:panel_${index}`),
			),
			referenceTo(
				control.dataView,
				`controlGroup_${CONTROL}:optionsListDataView`,
			),
		],
	};
}
