// A Lens visualization as a saved object.

import { referenceTo } from "./data-view.ts";
import type { LensColumn } from "./lens-columns.ts";
import type { SavedObject } from "./saved-object.ts";

/** The only one of each visualization. */
export const LAYER = "panel";

export interface Visualization {
	readonly type: "lnsMetric" | "lnsXY" | "lnsDatatable";
	/** In their order: what is broken down by first. */
	readonly columns: Readonly<Record<string, LensColumn>>;
	readonly state: Readonly<Record<string, unknown>>;
}

interface Source {
	readonly dataView: SavedObject;
	readonly query: Readonly<Record<"query" | "language", string>>;
}

export function lensObject(
	id: string,
	{ title, answers }: { readonly title: string; readonly answers: string },
	{ type, columns, state }: Visualization,
	{ dataView, query }: Source,
): SavedObject {
	return {
		id,
		type: "lens",
		attributes: {
			title,
			description: answers,
			visualizationType: type,
			state: {
				visualization: state,
				query,
				filters: [],
				datasourceStates: {
					formBased: {
						layers: {
							[LAYER]: {
								columnOrder: Object.keys(columns),
								columns,
								incompleteColumns: {},
							},
						},
					},
				},
				internalReferences: [],
				adHocDataViews: {},
			},
		},
		references: [
			referenceTo(dataView, `indexpattern-datasource-layer-${LAYER}`),
		],
	};
}
