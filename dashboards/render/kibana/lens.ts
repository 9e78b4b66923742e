// A panel over events as a Lens visualization.

import type {
	EventPanel,
	FirstSeenPanel,
	ListPanel,
	NumberPanel,
	TopPanel,
	TrendPanel,
} from "../../definitions/definition.ts";
import { EVENTS, kqlOf } from "./data-view.ts";
import {
	FIRST_TIME_COLUMN,
	type LensColumn,
	lastValueColumn,
	measureColumn,
	TIME_COLUMN,
	termsColumn,
} from "./lens-columns.ts";
import { LAYER, lensObject, type Visualization } from "./lens-object.ts";
import type { SavedObject } from "./saved-object.ts";

const TOP = 10;
const FIRST_SEEN = 50;

export function lensOf(
	id: string,
	panel: Exclude<EventPanel, ListPanel>,
): SavedObject {
	return lensObject(id, panel, visualizationOf(panel), {
		dataView: EVENTS,
		query: kqlOf(panel.events),
	});
}

function visualizationOf(panel: Exclude<EventPanel, ListPanel>): Visualization {
	switch (panel.kind) {
		case "number":
			return number(panel);
		case "trend":
			return trend(panel);
		case "top":
			return top(panel);
		case "first_seen":
			return firstSeen(panel);
	}
}

const idOf = (index: number) => `measure_${index}`;

const measures = (panel: TrendPanel | TopPanel) =>
	Object.fromEntries(
		panel.measures.map((measure, index) => [
			idOf(index),
			measureColumn(measure),
		]),
	);

function number({ measure }: NumberPanel): Visualization {
	return {
		type: "lnsMetric",
		columns: { [idOf(0)]: measureColumn(measure) },
		state: { layerId: LAYER, layerType: "data", metricAccessor: idOf(0) },
	};
}

function trend(panel: TrendPanel): Visualization {
	const counts = panel.measures.every(({ as }) => as === "count");
	const seriesType = counts ? "bar_stacked" : "line";
	const split = panel.by && {
		split: termsColumn(panel.by, { by: idOf(0), size: TOP, rest: true }),
	};
	return {
		type: "lnsXY",
		columns: { ...split, time: TIME_COLUMN, ...measures(panel) },
		state: {
			legend: { isVisible: true, position: "right" },
			valueLabels: "hide",
			preferredSeriesType: seriesType,
			layers: [
				{
					layerId: LAYER,
					layerType: "data",
					seriesType,
					xAccessor: "time",
					accessors: panel.measures.map((_, index) => idOf(index)),
					...(split && { splitAccessor: "split" }),
				},
			],
		},
	};
}

function table(columns: Readonly<Record<string, LensColumn>>): Visualization {
	return {
		type: "lnsDatatable",
		columns,
		state: {
			layerId: LAYER,
			layerType: "data",
			columns: Object.keys(columns).map((columnId) => ({ columnId })),
		},
	};
}

function top(panel: TopPanel): Visualization {
	const terms = panel.by.map((attribute, index) => [
		`by_${index}`,
		termsColumn(attribute, { by: idOf(0), size: TOP, rest: index > 0 }),
	]);
	return table({ ...Object.fromEntries(terms), ...measures(panel) });
}

function firstSeen(panel: FirstSeenPanel): Visualization {
	const told = panel.with.map((attribute, index) => [
		`told_${index}`,
		lastValueColumn(attribute),
	]);
	return table({
		by_0: termsColumn(panel.of, { by: "first", size: FIRST_SEEN, rest: false }),
		first: FIRST_TIME_COLUMN,
		...Object.fromEntries(told),
	});
}
