// Pages of event objects of any table with any fields and any values, as fast-check makes
// them.

import fc from "fast-check";
import type { EventTable } from "../../../receiver/mapping/table.ts";
import { COMMON_RULES, TIME } from "../../../receiver/mapping/tables/common.ts";
import { cell, mapping, wordsOf } from "./any-cells.ts";
import {
	listOf,
	NO_RELATION,
	type RowReading,
	rowOf,
} from "./objects-both-ways.ts";

const RELATED = ["CreatedBy.Username", "CreatedBy.Name"];
const UUID = "d70e0d57-a7ad-4f6b-9d0c-5a0f2b3c4d5e";

function fieldsOf(table: EventTable): string[] {
	const origins: readonly { readonly fields?: readonly string[] }[] = [
		...COMMON_RULES,
		...table.rules,
		...(table.outcome ?? []),
		TIME,
	];
	return [...new Set(origins.flatMap(({ fields }) => fields ?? []))].filter(
		(name) => !name.includes("."),
	);
}

/** Those that tell a row's identity are in most objects. */
function namesOf(table: EventTable): fc.Arbitrary<string[]> {
	const others = fc.subarray(["NewField__c", "Umlaut_ä", 'Quo"te']);
	return fc
		.tuple(
			fc.subarray(["EventIdentifier", "Id", "EventDate", "CreatedDate"]),
			fc.shuffledSubarray(fieldsOf(table)),
			others,
			fc.constantFrom([], RELATED),
		)
		.map((parts) => [...new Set(parts.flat())])
		.filter((names) => names.length > 0);
}

/** What JSON can say of a cell. */
function anyValue(table: EventTable): fc.Arbitrary<unknown> {
	const words = wordsOf([...COMMON_RULES, ...table.rules]);
	return fc.oneof(
		{ weight: 2, arbitrary: fc.constant(null) },
		{ weight: 5, arbitrary: cell },
		{ weight: 2, arbitrary: fc.constantFrom(...words) },
		{ weight: 1, arbitrary: fc.boolean() },
		{ weight: 1, arbitrary: fc.integer() },
		{
			weight: 1,
			arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }),
		},
		{
			weight: 1,
			arbitrary: fc.constantFrom(48.8566, -2.3522, 0.5, 12, -45.25),
		},
		{ weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
		{ weight: 1, arbitrary: fc.constantFrom("\ud83d", "\ude00x") },
	);
}

const date = fc.constantFrom(
	"2026-11-02T09:09:57.374+0000",
	"2026-11-02T09:59:59.999+0000",
	"2026-11-02T10:00:00.000+0000",
	"2026-11-02T09:09:57.374+0100",
	"2026-11-02T09:09:57.000Z",
	"2026-11-02T09:09:57.374+00000",
);
const identifier = fc.constantFrom(
	UUID,
	UUID.toUpperCase(),
	UUID.replaceAll("-", ""),
	UUID.replaceAll("-", "0"),
	UUID.replace("d", "g"),
	"0YaB000002eHIAAKA4",
	"000000000000000AAA",
	"000000000000000AAB",
);
/** What stands where a row's time and identity are looked for. */
const USUAL: Readonly<Record<string, fc.Arbitrary<string>>> = {
	EventDate: date,
	CreatedDate: date,
	EventIdentifier: identifier,
	Id: identifier,
};

export interface Page extends RowReading {
	readonly list: Buffer;
}

export function pageOf(table: EventTable): fc.Arbitrary<Page> {
	const value = anyValue(table);
	return namesOf(table).chain((names) => {
		const values = fc
			.tuple(
				fc.tuple(...names.map((name) => fc.oneof(USUAL[name] ?? value, value))),
				fc.boolean(),
			)
			.map(([made, isRelated]) =>
				made.map((one, n) =>
					names[n]?.includes(".") && !isRelated ? NO_RELATION : one,
				),
			);
		// Some rows come again.
		const rows = fc
			.array(fc.tuple(values, fc.integer({ min: 1, max: 3 })), { maxLength: 6 })
			.map((made) =>
				made.flatMap(([row, times]) =>
					Array.from({ length: times }, () => rowOf(names, row)),
				),
			);
		return fc
			.record({
				names: fc.constant(names),
				eventType: fc.constant(table.eventType),
				rows,
				includeOriginal: fc.boolean(),
				mapping,
				delivered: fc.subarray([0, 1, 2]),
			})
			.map(({ rows, delivered, ...page }) => ({
				...page,
				list: listOf(rows),
				delivered: delivered.filter((n) => n < rows.length),
			}));
	});
}
