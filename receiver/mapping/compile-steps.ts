// A header and a table become the steps that every row takes: plain objects of
// one shape, so that the loop over them stays monomorphic. Invariant: every
// column of the header is in exactly one rule, or has a name of its own.

import type { RecordContext } from "./row-mapper.ts";
import type { CodeTable, EventTable, Rule, ScalarRule } from "./table.ts";
import { COMMON_RULES, TIME } from "./tables/common.ts";
import { allAttributes } from "./tables/event-tables.ts";
import {
	type AttributeNames,
	conversionFor,
	createAttributeNames,
} from "./unknown-columns.ts";

/** Where in a row a value stands: the first of `indexes` whose cell is not empty. */
export interface Place {
	readonly indexes: readonly number[];
	/** Column names, in the order of `indexes`. */
	readonly names: readonly string[];
}

export interface Step extends Place {
	readonly as: Exclude<Rule["as"], "skip">;
	/** The first of `indexes`, and whether there are more. */
	readonly index: number;
	readonly more: boolean;
	/** The attributes, as the rule names them in order. */
	readonly first: string;
	readonly second: string;
	readonly third: string;
	/** A second attribute with the same value. */
	readonly also: string | undefined;
	/** Takes the digits of a whole number that is beyond a double's precision. */
	readonly digits: string;
	readonly codes: CodeTable | undefined;
	readonly words: ReadonlyMap<string, boolean> | undefined;
	readonly drop: readonly string[] | undefined;
}

export interface CompiledHeader {
	readonly steps: readonly Step[];
	readonly time: Place;
	readonly outcome: Place;
}

type Origin = Pick<Rule, "columns" | "fields">;

export function compileHeader(
	header: readonly string[],
	table: EventTable,
	source: RecordContext["source"],
	fieldTypes: ReadonlyMap<string, string> | undefined,
): CompiledHeader {
	const namesOf = (origin: Origin) =>
		(source === "event_log_file" ? origin.columns : origin.fields) ?? [];
	const position = new Map<string, number>();
	// Of two columns with one name the first is the column of the table; the
	// other is kept like an unknown one.
	for (const [index, column] of header.entries())
		if (!position.has(column)) position.set(column, index);

	const placeOf = (names: readonly string[]): Place => {
		const present = names.filter((name) => position.has(name));
		return {
			names: present,
			indexes: present.map((name) => position.get(name) ?? -1),
		};
	};
	const claimed = new Set(table.rules.flatMap(namesOf));
	const rules: [Rule, Place][] = [
		...COMMON_RULES.map((rule): [Rule, Place] => [
			rule,
			placeOf(namesOf(rule).filter((name) => !claimed.has(name))),
		]),
		...table.rules.map((rule): [Rule, Place] => [rule, placeOf(namesOf(rule))]),
	];

	const names = createAttributeNames(
		table.eventType,
		allAttributes().map((attribute) => attribute.name),
	);
	const mapped = new Set(rules.flatMap(([, place]) => place.indexes));
	const time = placeOf(namesOf(TIME));
	for (const index of time.indexes.slice(0, 1)) mapped.add(index);
	const unknown = unknownRules(header, mapped, names, fieldTypes);

	const steps: Step[] = [];
	for (const [rule, place] of [...rules, ...unknown])
		if (rule.as !== "skip" && place.indexes.length > 0)
			steps.push(step(rule, place, names, table.duration));
	return {
		steps,
		time,
		outcome: placeOf(table.outcome === undefined ? [] : namesOf(table.outcome)),
	};
}

/** In the order of the names, so that a name does not depend on the order of the columns. */
function unknownRules(
	header: readonly string[],
	mapped: ReadonlySet<number>,
	names: AttributeNames,
	fieldTypes: ReadonlyMap<string, string> | undefined,
): [Rule, Place][] {
	return [...header.entries()]
		.filter(([index]) => !mapped.has(index))
		.sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))
		.map(([index, column]) => [
			{
				as: conversionFor(fieldTypes?.get(column)),
				attribute: names.take(column),
			},
			{ indexes: [index], names: [column] },
		]);
}

function step(
	rule: Exclude<Rule, { as: "skip" }>,
	place: Place,
	names: AttributeNames,
	duration: string | undefined,
): Step {
	const [first, second = "", third = ""] = targetsOf(rule);
	const numeric =
		rule.as === "integer" ||
		rule.as === "number" ||
		rule.as === "milliseconds" ||
		rule.as === "nanoseconds_to_milliseconds";
	return {
		as: rule.as,
		index: place.indexes[0] ?? -1,
		more: place.indexes.length > 1,
		indexes: place.indexes,
		names: place.names,
		first,
		second,
		third,
		also: first === duration ? "salesforce.duration_ms" : undefined,
		digits: numeric ? names.take(place.names[0] ?? "", "_digits") : "",
		codes: "codes" in rule ? rule.codes : undefined,
		words: "words" in rule ? rule.words : undefined,
		drop: rule.drop,
	};
}

function targetsOf(
	rule: Exclude<Rule, { as: "skip" }>,
): readonly [string, string?, string?] {
	switch (rule.as) {
		case "address":
			return [rule.address, rule.other, rule.label];
		case "user_agent":
			return [rule.original, rule.name, rule.code];
		case "uri":
			return [rule.path, rule.query, rule.original];
		case "url_host":
			return [rule.url, rule.host];
		case "tls_protocol":
			return [rule.name, rule.version, rule.original];
		default:
			return [(rule satisfies ScalarRule).attribute];
	}
}
