// A header and a table become the steps that every row takes: plain objects of
// one shape, so that the loop over them stays monomorphic. Invariant: every
// column of the header is in exactly one rule, or has a name of its own.

import type { RecordContext } from "./row-mapper.ts";
import {
	attributesOf,
	type CodeTable,
	type EventTable,
	type Origin,
	type OutcomeSignal,
	type Rule,
} from "./table.ts";
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
	readonly fourth: string;
	/** A second attribute with the same value. */
	readonly also: string | undefined;
	/** Takes the digits of a whole number that is beyond a double's precision. */
	readonly digits: string;
	readonly codes: CodeTable | undefined;
	readonly words: ReadonlyMap<string, boolean> | undefined;
	readonly drop: readonly string[] | undefined;
	readonly pattern: RegExp | undefined;
	/** What stands between the parts of a list, or the value of a flag. */
	readonly text: string;
}

export interface CompiledHeader {
	readonly steps: readonly Step[];
	readonly time: Place;
	readonly outcome: readonly PlacedSignal[];
}

export interface PlacedSignal {
	readonly signal: OutcomeSignal;
	readonly place: Place;
}

/** The attributes that tables name; `all`, because a name must be free of those of every event type. */
const KNOWN_ATTRIBUTES: readonly string[] = allAttributes().map(
	(attribute) => attribute.name,
);

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
	const time = placeOf(namesOf(TIME));
	const claimed = new Set(table.rules.filter(isWhole).flatMap(namesOf));
	const rules: [Rule, Place][] = [
		...COMMON_RULES.map((rule): [Rule, Place] => [
			rule,
			placeOf(
				namesOf(rule).filter(
					(name) => !claimed.has(name) && name !== time.names[0],
				),
			),
		]),
		...table.rules.map((rule): [Rule, Place] => [rule, placeOf(namesOf(rule))]),
	];

	const names = createAttributeNames(table.eventType, KNOWN_ATTRIBUTES);
	const mapped = new Set(
		rules.flatMap(([rule, place]) => (isWhole(rule) ? place.indexes : [])),
	);
	for (const index of time.indexes.slice(0, 1)) mapped.add(index);
	const unknown = unknownRules(header, mapped, names, fieldTypes);

	const steps: Step[] = [];
	for (const [rule, place] of [...rules, ...unknown])
		if (rule.as !== "skip" && place.indexes.length > 0)
			steps.push(step(rule, place, names, table.duration));
	return {
		steps,
		time,
		outcome: (table.outcome ?? []).map((signal) => ({
			signal,
			place: placeOf(namesOf(signal)),
		})),
	};
}

/** The others take what they find in a cell, which has a rule of its own besides. */
export function isWhole(rule: Rule): boolean {
	return rule.as !== "match" && rule.as !== "lookup";
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
	const [first = "", second = "", third = "", fourth = ""] = attributesOf(
		rule,
	).map((attribute) => attribute.name);
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
		fourth,
		also: first === duration ? "salesforce.duration_ms" : undefined,
		digits: numeric ? names.take(place.names[0] ?? "", "_digits") : "",
		codes: "codes" in rule ? rule.codes : undefined,
		words: "words" in rule ? rule.words : undefined,
		drop: rule.drop,
		pattern: "pattern" in rule ? rule.pattern : undefined,
		text:
			("separator" in rule ? rule.separator : undefined) ??
			("value" in rule ? rule.value : undefined) ??
			"",
	};
}
