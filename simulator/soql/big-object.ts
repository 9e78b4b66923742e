// What a query of a big object may ask. Salesforce documents for these event
// objects: filters on EventDate, or on EventDate for equality and EventIdentifier;
// only =, <, >, <= and >=; no aggregates; rows come in the order of the index,
// newest first. The words of most refusals are not documented.

import type { BigObjectLimits } from "./object-definition.ts";
import { SoqlError, soqlErrorAt } from "./soql-error.ts";
import type { Condition, Query } from "./syntax.ts";

const EVENT_DATE = "eventdate";
const EVENT_IDENTIFIER = "eventidentifier";

type Comparison = Extract<Condition, { kind: "comparison" }>;

/** Throws a `SoqlError` for what no big object answers. */
export function checkBigObjectQuery(query: Query): void {
	if (query.count || query.aggregate || query.groupBy) {
		throw new SoqlError(
			"BIG_OBJECT_UNSUPPORTED_OPERATION",
			"Aggregate functions not supported",
		);
	}
	const comparisons = query.where ? comparisonsOf(query.where, query) : [];
	for (const { operator, field } of comparisons) {
		if (operator === "!=") throw unsupported(query, field.offset, "!=");
	}
	checkIndex(comparisons, query);
	for (const [place, { field, descending }] of query.orderBy.entries()) {
		const name = field.names.join(".").toLowerCase();
		if (name === EVENT_IDENTIFIER) continue;
		if (name === EVENT_DATE && place === 0 && descending) continue;
		throw soqlErrorAt(
			"MALFORMED_QUERY",
			query.text,
			field.offset,
			"ORDER BY must follow the fields and the sort direction of the index",
		);
	}
}

/** All of them hold at once: OR, NOT and the rest are refused. */
function comparisonsOf(condition: Condition, query: Query): Comparison[] {
	switch (condition.kind) {
		case "comparison":
			return [condition];
		case "and":
			return condition.operands.flatMap((part) => comparisonsOf(part, query));
		case "in":
			throw unsupported(query, condition.field.offset, "IN");
		case "like":
			throw unsupported(query, condition.field.offset, "LIKE");
		case "function":
			throw unsupported(query, condition.field.offset, condition.name);
		default:
			throw unsupported(
				query,
				query.object.offset,
				condition.kind.toUpperCase(),
			);
	}
}

function unsupported(query: Query, offset: number, what: string): SoqlError {
	return soqlErrorAt(
		"MALFORMED_QUERY",
		query.text,
		offset,
		`${what} is not supported in the WHERE clause of a big object query`,
	);
}

/** The index has no gaps: EventIdentifier needs the one EventDate that it is of. */
function checkIndex(comparisons: readonly Comparison[], query: Query): void {
	const of = (name: string) =>
		comparisons.filter(
			({ field }) => field.names.join(".").toLowerCase() === name,
		);
	const [identifier] = of(EVENT_IDENTIFIER);
	if (
		identifier &&
		(of(EVENT_DATE).length === 0 ||
			of(EVENT_DATE).some(({ operator }) => operator !== "="))
	) {
		throw soqlErrorAt(
			"MALFORMED_QUERY",
			query.text,
			identifier.field.offset,
			"EventIdentifier can be filtered only together with EventDate = a value: filters must follow the fields of the index without gaps",
		);
	}
}

export function queryTimeout({ timeoutStatus }: BigObjectLimits): SoqlError {
	return new SoqlError(
		"QUERY_TIMEOUT",
		"Your query request was running for too long.",
		timeoutStatus,
	);
}
