// A dashboard over the process's own metrics, for Kibana.

import type {
	MetricDashboard,
	MetricPanel,
} from "../../definitions/definition.ts";
import { layOut } from "../layout.ts";
import { dashboardOf } from "./dashboard.ts";
import { METRICS, OWN_METRICS } from "./data-view.ts";
import { TIME_COLUMN } from "./lens-columns.ts";
import { LAYER, lensObject, type Visualization } from "./lens-object.ts";
import { breakdownColumn, metricColumn } from "./metric-columns.ts";
import { ndjsonOf } from "./saved-object.ts";

/** Lines of a trend, and tiles of a number. */
const LINES = 30;
const TILES = 9;

export function kibanaMetricDashboard(definition: MetricDashboard): string {
	const { name, panels } = definition;
	const objects = panels.map((panel, index) =>
		lensObject(
			`salesforce-otlp-${name}-${index}`,
			panel,
			panel.kind === "metric_number" ? number(panel) : trend(panel),
			{ dataView: METRICS, query: OWN_METRICS },
		),
	);
	const places = layOut(panels, ({ kind }) =>
		kind === "metric_number" ? 6 : 13,
	);
	const dashboard = dashboardOf(definition, objects, places, {
		last: "6h",
		control: {
			title: "Process",
			field: "resource.attributes.service.instance.id",
			dataView: METRICS,
		},
	});
	return ndjsonOf([METRICS, ...objects, dashboard]);
}

const idOf = (index: number) => `measure_${index}`;

function measures(panel: MetricPanel) {
	const now = panel.kind === "metric_number";
	const columns = panel.queries.map((query, index) => [
		idOf(index),
		metricColumn(query, {
			label: query.label ?? panel.title,
			unit: panel.unit,
			now,
		}),
	]);
	return Object.fromEntries(columns);
}

function number(panel: MetricPanel): Visualization {
	const by = breakdownColumn(panel.by, TILES);
	return {
		type: "lnsMetric",
		columns: { ...(by && { by }), ...measures(panel) },
		state: {
			layerId: LAYER,
			layerType: "data",
			metricAccessor: idOf(0),
			...(panel.queries.length > 1 && { secondaryMetricAccessor: idOf(1) }),
			...(by && { breakdownByAccessor: "by", maxCols: 3 }),
			...(panel.alarmAt !== undefined && { palette: alarm(panel.alarmAt) }),
		},
	};
}

/** Green below the threshold, red from there on. */
function alarm(threshold: number) {
	const colors = ["#209280", "#cc5642"] as const;
	return {
		type: "palette",
		name: "custom",
		params: {
			name: "custom",
			progression: "fixed",
			continuity: "above",
			reverse: false,
			rangeType: "number",
			rangeMin: 0,
			rangeMax: null,
			steps: 2,
			maxSteps: 5,
			colorStops: [
				{ color: colors[0], stop: 0 },
				{ color: colors[1], stop: threshold },
			],
			stops: [
				{ color: colors[0], stop: threshold },
				{ color: colors[1], stop: threshold + 1 },
			],
		},
	};
}

function trend(panel: MetricPanel): Visualization {
	const split = breakdownColumn(panel.by, LINES);
	return {
		type: "lnsXY",
		columns: { ...(split && { split }), time: TIME_COLUMN, ...measures(panel) },
		state: {
			legend: { isVisible: true, position: "right" },
			valueLabels: "hide",
			preferredSeriesType: "line",
			// Between two sendings a series has no value.
			fittingFunction: "Linear",
			layers: [
				{
					layerId: LAYER,
					layerType: "data",
					seriesType: "line",
					xAccessor: "time",
					accessors: panel.queries.map((_, index) => idOf(index)),
					...(split && { splitAccessor: "split" }),
				},
			],
		},
	};
}
