// What Elasticsearch has of us: the events, and the metrics of the process itself.

import type { Condition, Events } from "../../definitions/definition.ts";
import type { Reference, SavedObject } from "./saved-object.ts";

export const TIME = "@timestamp";

/** Of every file that needs it the same: an import does not double it. */
const dataView = (id: string, title: string, name: string): SavedObject => ({
	id,
	type: "index-pattern",
	attributes: { title, name, timeFieldName: TIME },
	references: [],
});

/**
 * The data streams of the `elastic` processor, and of plain OTLP. Attributes have their
 * own names there, in the mapping `otel`, where they are aliases, and in `ecs`.
 */
export const EVENTS = dataView(
	"salesforce-otlp-events",
	"logs-salesforce.*",
	"Salesforce events (salesforce-otlp)",
);

/** Those of every program that sends OTLP; see `OWN_METRICS`. */
export const METRICS = dataView(
	"salesforce-otlp-metrics",
	"metrics-*.otel-*",
	"OpenTelemetry metrics (salesforce-otlp)",
);

/** The scope is the only name that no configuration changes. */
export const OWN_METRICS = {
	query: 'scope.name: "salesforce-otlp"',
	language: "kuery",
};

export const referenceTo = (
	{ id, type }: SavedObject,
	name: string,
): Reference => ({ id, name, type });

/** The events of a panel in Kibana's query language. */
export function kqlOf({ types, where = [] }: Events) {
	const query = [{ attribute: "salesforce.event.type", is: types }, ...where]
		.map(matching)
		.join(" and ");
	return { query, language: "kuery" };
}

function matching({ attribute, is }: Condition): string {
	if (is === undefined) return `${attribute}: *`;
	const values = is.map((value) => JSON.stringify(value));
	return values.length === 1
		? `${attribute}: ${values[0]}`
		: `${attribute}: (${values.join(" or ")})`;
}
