// A query against the org's objects. Invariant: what can't be filtered or
// sorted in a real org can't be here.

import { checkBigObjectQuery, queryTimeout } from "./big-object.ts";
import { compileCondition } from "./condition.ts";
import type {
	BigObjectLimits,
	FieldType,
	FieldValue,
	ObjectCatalog,
	ObjectDefinition,
	ObjectRow,
} from "./object-definition.ts";
import { parseSoql } from "./parse.ts";
import { type ResolvedField, resolveField, resolveObject } from "./resolve.ts";
import { soqlErrorAt } from "./soql-error.ts";
import { type FieldPath, fieldsOf, type Query } from "./syntax.ts";
import { type TimeWindow, timeWindowOf } from "./time-window.ts";

export type Json = null | boolean | number | string | JsonObject;
export interface JsonObject {
	[name: string]: Json;
}

export interface QueryResult {
	/** How many rows there are in all. */
	readonly size: number;
	/** No rows for `COUNT()`. */
	readonly rows: readonly ObjectRow[];
	/** A row as the REST API of this version answers it. */
	toRecord(row: ObjectRow, version: string): JsonObject;
}

/** `2026-11-22T05:00:00.000+0000`, as the REST API writes a datetime. */
function formatDatetime(time: number): string {
	return new Date(time).toISOString().replace("Z", "+0000");
}

function formatValue(value: FieldValue, type: FieldType): Json {
	return type === "datetime" && typeof value === "number"
		? formatDatetime(value)
		: value;
}

const recordUrl = (version: string, object: ObjectDefinition, id: string) =>
	`/services/data/v${version}/sobjects/${object.name}/${id}`;

function compareNullable(
	a: FieldValue,
	b: FieldValue,
	nullsLast: boolean,
	descending: boolean,
): number {
	if (a === null || b === null) {
		if (a === b) return 0;
		return (a === null) === nullsLast ? 1 : -1;
	}
	const order = a < b ? -1 : a > b ? 1 : 0;
	return descending ? -order : order;
}

/** `now` is the org's clock, for date literals. Throws a `SoqlError`. */
export function runQuery(
	text: string,
	catalog: ObjectCatalog,
	now: number,
): QueryResult {
	const query = parseSoql(text, now);
	const object = resolveObject(query, catalog);
	if (object.bigObject) checkBigObjectQuery(query);
	refuseAggregates(query);
	const resolve = (path: FieldPath) =>
		resolveField(path, object, query, catalog);

	const selected = [...fieldSetPaths(query, object), ...query.fields].map(
		resolve,
	);
	const predicate = query.where
		? compileCondition(query.where, query, resolve)
		: () => true;
	const hidden = object.hidden?.(fieldsOf(query.where)) ?? (() => false);
	const orderings = query.orderBy.map((ordering) => {
		const field = resolve(ordering.field);
		if (!field.definition.sortable) {
			throw soqlErrorAt(
				"INVALID_FIELD",
				text,
				ordering.field.offset,
				`field '${field.definition.name}' can not be sorted in a query call`,
			);
		}
		return { ...ordering, field };
	});

	const window = timeWindowOf(query.where, object.timeField);
	const found = object
		.rows(window)
		.filter((row) => !hidden(row) && predicate(row));
	if (object.bigObject) checkEffort(object.bigObject, window, found, now);
	const rows = (object.bigObject ? indexed(object.bigObject, found) : found)
		.sort((a, b) => {
			for (const { field, nullsLast, descending } of orderings) {
				const order = compareNullable(
					field.valueOf(a),
					field.valueOf(b),
					nullsLast,
					descending,
				);
				if (order !== 0) return order;
			}
			return 0;
		})
		.slice(query.offset, query.offset + (query.limit ?? Infinity));

	return {
		size: rows.length,
		rows: query.count ? [] : rows,
		toRecord: (row, version) => toRecord(row, version, object, selected),
	};
}

/** `FIELDS(ALL)` is for looking at a few rows only. */
function fieldSetPaths(query: Query, object: ObjectDefinition): FieldPath[] {
	const { fieldSet } = query;
	if (fieldSet === undefined) return [];
	if (fieldSet.name !== "STANDARD" && !((query.limit ?? Infinity) <= 200)) {
		throw soqlErrorAt(
			"MALFORMED_QUERY",
			query.text,
			fieldSet.offset,
			"The SOQL FIELDS function must have a LIMIT of at most 200",
		);
	}
	if (fieldSet.name === "CUSTOM") return [];
	return object.fields.map(({ name }) => ({
		names: [name],
		offset: fieldSet.offset,
	}));
}

/** None of the org's objects has them, but for COUNT(). */
function refuseAggregates({ text, aggregate, groupBy }: Query): void {
	const refused = aggregate
		? {
				at: aggregate.field,
				why: `does not support aggregate operator ${aggregate.name}`,
			}
		: groupBy && { at: groupBy, why: "can not be grouped in a query call" };
	if (refused === undefined) return;
	const { names, offset } = refused.at;
	throw soqlErrorAt(
		"MALFORMED_QUERY",
		text,
		offset,
		`field '${names.join(".")}' ${refused.why}`,
	);
}

/** Newest first, unless the org is an unusual one. */
function indexed(
	{ oldestFirst = false }: BigObjectLimits,
	rows: readonly ObjectRow[],
): ObjectRow[] {
	const newestFirst = [...rows].sort(
		(a, b) =>
			Number(b.EventDate) - Number(a.EventDate) ||
			(String(a.EventIdentifier) < String(b.EventIdentifier) ? -1 : 1),
	);
	return oldestFirst ? newestFirst.reverse() : newestFirst;
}

/** An end that the query leaves open is where the rows end. */
function checkEffort(
	limits: BigObjectLimits,
	{ from, to }: TimeWindow,
	found: readonly ObjectRow[],
	now: number,
): void {
	const end = Math.min(to, now);
	const start = Number.isFinite(from)
		? from
		: found.reduce(
				(least, { EventDate }) => Math.min(least, Number(EventDate)),
				end,
			);
	if (found.length > limits.maxRows || end - start > limits.maxSpan) {
		throw queryTimeout(limits);
	}
}

function toRecord(
	row: ObjectRow,
	version: string,
	object: ObjectDefinition,
	selected: readonly ResolvedField[],
): JsonObject {
	const started = (of: ObjectDefinition, { Id }: ObjectRow): JsonObject => ({
		attributes: { type: of.name, url: recordUrl(version, of, String(Id)) },
	});
	const record = started(object, row);
	select: for (const field of selected) {
		const { name, type } = field.definition;
		let target = record;
		let at: ObjectRow = row;
		for (const relationship of field.relationships) {
			const next = at[relationship.name];
			if (next === null || typeof next !== "object") {
				target[relationship.name] = null;
				continue select;
			}
			target[relationship.name] ??= started(relationship.object, next);
			target = target[relationship.name] as JsonObject;
			at = next;
		}
		target[name] =
			type === "base64"
				? `${recordUrl(version, field.object, String(at.Id))}/${name}`
				: formatValue(field.valueOf(row), type);
	}
	return record;
}
