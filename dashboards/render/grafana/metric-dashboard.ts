// A dashboard over the process's own metrics, for Grafana with Prometheus.

import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
	type Panel as GrafanaPanel,
	ThresholdsConfigBuilder,
	ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type {
	MetricDashboard,
	MetricPanel,
} from "../../definitions/definition.ts";
import { layOut, type Place } from "../layout.ts";
import { chosen, dashboardOf, jsonOf, labelVariable } from "./dashboard.ts";
import { promqlOf } from "./promql.ts";

/** Of every level of `metrics.level`, and of no other program. */
const ALWAYS_THERE = "salesforce_storage_size_bytes";

export function grafanaMetricDashboard(definition: MetricDashboard): string {
	const builder = dashboardOf(definition, "prometheus").withVariable(
		labelVariable("job", "Job", "prometheus", {
			qryType: 1,
			query: `label_values(${ALWAYS_THERE}, job)`,
			refId: "jobs",
		}),
	);
	const places = layOut(definition.panels, heightOf);
	for (const [index, panel] of definition.panels.entries())
		builder.withPanel(panelOf(panel, places[index]));
	return jsonOf(builder.build());
}

const heightOf = ({ kind }: MetricPanel) => (kind === "metric_number" ? 4 : 8);

function panelOf(panel: MetricPanel, place?: Place): Builder<GrafanaPanel> {
	const { kind, title, answers, unit, alarmAt } = panel;
	const number = kind === "metric_number";
	const builder = number ? new StatBuilder() : new TimeseriesBuilder();
	builder
		.title(title)
		.description(answers)
		.datasource(chosen("prometheus"))
		.unit(unit)
		.noValue(number ? "0" : "");
	if (place !== undefined) builder.gridPos(place);
	if (alarmAt !== undefined) {
		builder.thresholds(
			new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
				{ value: null, color: "green" },
				{ value: alarmAt, color: "red" },
			]),
		);
	}
	for (const [index, query] of panel.queries.entries()) {
		const target = new DataqueryBuilder()
			.refId("ABCDEFGH".charAt(index))
			.datasource(chosen("prometheus"))
			.expr(promqlOf(query, panel.by, number ? "$__range" : "$__rate_interval"))
			.legendFormat(legendOf(panel, query.label));
		builder.withTarget(number ? target.instant() : target.range());
	}
	return builder;
}

function legendOf({ by, title }: MetricPanel, label?: string): string {
	const labels = by.map((name) => `{{${name}}}`);
	const parts = label === undefined ? labels : [label, ...labels];
	return parts.length === 0 ? title : parts.join(" ");
}
