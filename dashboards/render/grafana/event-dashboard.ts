// A dashboard over events, for Grafana with Loki.

import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
	StackingConfigBuilder,
	StackingMode,
	TableSortByFieldStateBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type {
	DataTransformerConfig,
	Panel as GrafanaPanel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/loki";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type {
	EventDashboard,
	EventPanel,
	FirstSeenPanel,
	ListPanel,
	NumberPanel,
	TopPanel,
	TrendPanel,
} from "../../definitions/definition.ts";
import { layOut, type Place } from "../layout.ts";
import {
	chosen,
	dashboardOf,
	jsonOf,
	labelVariable,
	textVariable,
} from "./dashboard.ts";
import { firstSeen, labelOf, measured, select } from "./logql.ts";

/** Lines of a ranking, and of a trend that is broken down. */
const TOP = 10;
const NEWEST = 100;

const HEIGHTS = { number: 4, trend: 8, top: 9, first_seen: 9, list: 12 };

export function grafanaEventDashboard(definition: EventDashboard): string {
	const builder = dashboardOf(definition, "loki")
		.withVariable(
			labelVariable("service", "Service", "loki", {
				label: "service_name",
				refId: "services",
				stream: "",
				type: 1,
			}),
		)
		.withVariable(textVariable("organization", "Organization id", ".*"));
	const places = layOut(definition.panels, ({ kind }) => HEIGHTS[kind]);
	for (const [index, panel] of definition.panels.entries())
		builder.withPanel(panelOf(panel, places[index]));
	return jsonOf(builder.build());
}

function panelOf(panel: EventPanel, place?: Place): Builder<GrafanaPanel> {
	switch (panel.kind) {
		case "number":
			return common(numberPanel(panel), panel, place);
		case "trend":
			return common(trendPanel(panel), panel, place);
		case "top":
			return common(topPanel(panel), panel, place);
		case "first_seen":
			return common(firstSeenPanel(panel), panel, place);
		case "list":
			return common(listPanel(panel), panel, place);
	}
}

function common<B extends StatBuilder | TimeseriesBuilder | TableBuilder>(
	builder: B,
	{ title, answers }: EventPanel,
	place?: Place,
): B {
	builder.title(title).description(answers).datasource(chosen("loki"));
	if (place !== undefined) builder.gridPos(place);
	return builder;
}

const ids = "ABCDEFGH";

function query(index: number, expr: string): DataqueryBuilder {
	return new DataqueryBuilder()
		.refId(ids.charAt(index))
		.datasource(chosen("loki"))
		.expr(expr);
}

const now = (index: number, expr: string) =>
	query(index, expr).queryType("instant");

function numberPanel({ events, measure }: NumberPanel): StatBuilder {
	const value = measured(events, measure, [], "$__range");
	return new StatBuilder().withTarget(now(0, `${value} or vector(0)`));
}

function trendPanel({ events, measures, by }: TrendPanel): TimeseriesBuilder {
	const builder = new TimeseriesBuilder();
	const counts = measures.every(({ as }) => as === "count");
	if (measures.some((measure) => "unit" in measure)) builder.unit("ms");
	if (counts) {
		builder
			.fillOpacity(60)
			.lineWidth(0)
			.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
	}
	for (const [index, measure] of measures.entries()) {
		const value = measured(events, measure, by ? [by] : [], "$__auto");
		builder.withTarget(
			query(index, by ? `topk(${TOP}, ${value})` : value)
				.queryType("range")
				.legendFormat(by ? `{{${labelOf(by)}}}` : measure.label),
		);
	}
	return builder;
}

/** One column for each label and for each query, in that order. */
function columns(
	labels: readonly string[],
	values: readonly string[],
): DataTransformerConfig[] {
	const named = [
		...labels.map((attribute) => [labelOf(attribute), attribute] as const),
		...values.map(
			(label, index) => [`Value #${ids.charAt(index)}`, label] as const,
		),
	];
	return [
		{ id: "merge", options: {} },
		{
			id: "organize",
			options: {
				excludeByName: { Time: true },
				indexByName: Object.fromEntries(
					named.map(([name], index) => [name, index]),
				),
				renameByName: Object.fromEntries(named),
			},
		},
	];
}

const sortedBy = (column: string) => [
	new TableSortByFieldStateBuilder().displayName(column).desc(true),
];

function topPanel({ events, by, measures }: TopPanel): TableBuilder {
	const builder = new TableBuilder();
	const [first, ...more] = measures.map((measure) =>
		measured(events, measure, by, "$__range"),
	);
	const top = `topk(${TOP}, ${first})`;
	// The others of those that rank highest, so that no half-empty lines come.
	const labels = by.map(labelOf).join(", ");
	for (const [index, expr] of [
		top,
		...more.map((other) => `${other} and on (${labels}) ${top}`),
	].entries()) {
		builder.withTarget(now(index, expr));
	}
	for (const measure of measures) {
		if ("unit" in measure)
			builder.overrideByName(measure.label, [{ id: "unit", value: "ms" }]);
	}
	const values = measures.map(({ label }) => label);
	return builder
		.transformations(columns(by, values))
		.sortBy(sortedBy(values[0] ?? ""));
}

function firstSeenPanel(panel: FirstSeenPanel): TableBuilder {
	const told = panel.with;
	return new TableBuilder()
		.withTarget(now(0, firstSeen(panel.events, panel.of, told)))
		.transformations(columns([panel.of, ...told], ["Events"]))
		.sortBy(sortedBy("Events"));
}

function listPanel({ events, columns: shown }: ListPanel): TableBuilder {
	const named = shown.map(
		(attribute) => [labelOf(attribute), attribute] as const,
	);
	// The time's name depends on Grafana's version.
	const all = ["Time", "timestamp", ...named.map(([name]) => name)];
	return new TableBuilder()
		.withTarget(query(0, select(events)).queryType("range").maxLines(NEWEST))
		.transformations([
			{
				id: "extractFields",
				options: { source: "labels", format: "json", replace: false },
			},
			{ id: "filterFieldsByName", options: { include: { names: all } } },
			{
				id: "organize",
				options: {
					excludeByName: {},
					indexByName: Object.fromEntries(
						all.map((name, index) => [name, index]),
					),
					renameByName: Object.fromEntries(named),
				},
			},
		])
		.sortBy(sortedBy("Time"));
}
