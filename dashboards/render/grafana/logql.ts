// The events of a panel and their measures in Loki's query language. Loki keeps a
// record's attributes as structured metadata: dots as underscores, every value a text.

import type {
	Condition,
	Events,
	Measure,
} from "../../definitions/definition.ts";

/** Stream labels that the dashboard's variables choose by. */
const STREAMS = '{service_name=~"$service"}';
const ORGANIZATION = 'salesforce_organization_id=~"$organization"';

export const labelOf = (attribute: string): string =>
	attribute.replace(/[^a-zA-Z0-9]/g, "_");

/** The lines of those events. `filled` must not be empty besides. */
export function select(events: Events, filled: readonly string[] = []): string {
	return [
		STREAMS,
		matching({ attribute: "salesforce.event.type", is: events.types }),
		ORGANIZATION,
		...(events.where ?? []).map(matching),
		...filled.map((attribute) => matching({ attribute })),
	].join(" | ");
}

function matching({ attribute, is }: Condition): string {
	const label = labelOf(attribute);
	if (is === undefined) return `${label}!=""`;
	const [first, ...more] = is.map(String);
	return more.length === 0
		? `${label}="${first}"`
		: `${label}=~"${[first, ...more].join("|")}"`;
}

/** A vector: `range` is that of each point, such as `$__auto`. */
export function measured(
	events: Events,
	measure: Measure,
	by: readonly string[],
	range: string,
): string {
	const grouping = by.map(labelOf).join(", ");
	const grouped = by.length === 0 ? "" : ` by (${grouping})`;
	if (measure.as === "count")
		return `sum${grouped} (count_over_time(${select(events)} [${range}]))`;

	const of = labelOf(measure.of);
	const lines = select(events, [measure.of]);
	const values = `${lines} | unwrap ${of} [${range}]`;
	switch (measure.as) {
		case "distinct": {
			const each = [...by.map(labelOf), of].join(", ");
			return `count${grouped} (sum by (${each}) (count_over_time(${lines} [${range}])))`;
		}
		case "sum":
			return `sum${grouped} (sum_over_time(${values}))`;
		case "average":
			return `avg_over_time(${values}) by (${grouping})`;
		case "max":
			return `max_over_time(${values}) by (${grouping})`;
		case "p95":
			return `quantile_over_time(0.95, ${values}) by (${grouping})`;
	}
}

/** How long before the time that is shown a value must not have occurred. */
const BEFORE = "14d";

/** How often each value of `of` occurred in the time that is shown, if never before. */
export function firstSeen(
	events: Events,
	of: string,
	told: readonly string[],
): string {
	const lines = select(events, [of]);
	const label = labelOf(of);
	const by = [of, ...told].map(labelOf).join(", ");
	return (
		`sum by (${by}) (count_over_time(${lines} [$__range]))` +
		` unless on (${label}) ` +
		`sum by (${label}) (count_over_time(${lines} [${BEFORE}] offset $__range))`
	);
}
