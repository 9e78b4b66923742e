// What Grafana's dashboards have in common: where the data comes from, the time that
// is shown, the variables. The JSON is for import: no id of any one installation.

import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import {
	type Dashboard,
	DashboardBuilder,
	DatasourceVariableBuilder,
	QueryVariableBuilder,
	TextBoxVariableBuilder,
	type VariableModel,
	VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";

export type DataSource = "loki" | "prometheus";

/** The source that the reader of the dashboard chooses. */
export const chosen = (type: DataSource): DataSourceRef => ({
	type,
	// biome-ignore lint/suspicious/noTemplateCurlyInString: it is Grafana's variable.
	uid: "${datasource}",
});

export interface Described {
	readonly name: string;
	readonly title: string;
	readonly description: string;
}

export function dashboardOf(
	{ name, title, description }: Described,
	source: DataSource,
): DashboardBuilder {
	return new DashboardBuilder(title)
		.uid(`salesforce-otlp-${name}`)
		.description(description)
		.tags(["salesforce", "salesforce-otlp"])
		.timezone("browser")
		.time(
			source === "loki"
				? { from: "now-24h", to: "now" }
				: { from: "now-6h", to: "now" },
		)
		.refresh(source === "loki" ? "5m" : "1m")
		.withVariable(
			new DatasourceVariableBuilder("datasource").label("Source").type(source),
		);
}

/** Those to choose from are the values of a label. */
export function labelVariable(
	name: string,
	label: string,
	source: DataSource,
	query: string | Record<string, string | number>,
): Builder<VariableModel> {
	return new QueryVariableBuilder(name)
		.label(label)
		.datasource(chosen(source))
		.query(query)
		.refresh(VariableRefresh.OnTimeRangeChanged)
		.includeAll(true)
		.multi(true)
		.allValue(".+")
		.current({ selected: true, text: ["All"], value: ["$__all"] });
}

export function textVariable(
	name: string,
	label: string,
	value: string,
): Builder<VariableModel> {
	return new TextBoxVariableBuilder(name)
		.label(label)
		.defaultValue(value)
		.current({ selected: true, text: value, value });
}

export const jsonOf = (dashboard: Dashboard): string =>
	`${JSON.stringify(dashboard, undefined, "\t")}\n`;
