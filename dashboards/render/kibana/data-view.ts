// The events in Elasticsearch: the data streams of the `elastic` processor, and of
// plain OTLP. Attributes have their own names there, in the mapping `otel`, where
// they are aliases, and in `ecs`.

import type { Condition, Events } from "../../definitions/definition.ts";
import type { Reference, SavedObject } from "./saved-object.ts";

export const TIME = "@timestamp";

/** Of every dashboard's file the same: an import does not double it. */
export const DATA_VIEW: SavedObject = {
	id: "salesforce-otlp-events",
	type: "index-pattern",
	attributes: {
		title: "logs-salesforce.*",
		name: "Salesforce events (salesforce-otlp)",
		timeFieldName: TIME,
	},
	references: [],
};

export const dataViewAs = (name: string): Reference => ({
	id: DATA_VIEW.id,
	name,
	type: DATA_VIEW.type,
});

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
