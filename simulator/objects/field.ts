// Fields of an object as a compact list. Rows `name type use nillable length` are
// easier to compare with Salesforce's reference than objects are.

import type { FieldDefinition, FieldType } from "../soql/object-definition.ts";

export type Use = "filter+sort" | "filter" | "sort" | "none";

/** Ids of users, and the relationship that leads from each to the user. */
const RELATED_USERS: Readonly<Record<string, string>> = {
	CreatedById: "CreatedBy",
	LastModifiedById: "LastModifiedBy",
};

export function field(
	name: string,
	type: FieldType,
	use: Use,
	nillable: boolean,
	length?: number,
): FieldDefinition {
	const related = RELATED_USERS[name];
	return {
		name,
		type,
		filterable: use.includes("filter"),
		sortable: use.includes("sort"),
		nillable,
		...(length === undefined ? {} : { length }),
		...(related ? { relationship: { name: related, object: "User" } } : {}),
	};
}

const TYPES: Readonly<Record<string, FieldType>> = {
	id: "id",
	date: "datetime",
	text: "string",
	pick: "picklist",
	ref: "reference",
	num: "double",
	int: "int",
	bool: "boolean",
};

/**
 * `Name:type` by white space; type is date, text, pick, ref, num, int or bool, a
 * number after it the length, `!` before it for never null. `use` says what a query
 * may do with each.
 */
export function fieldsOf(
	text: string,
	use: (name: string) => Use,
): FieldDefinition[] {
	return text
		.trim()
		.split(/\s+/)
		.map((item) => {
			const [, name, required, type, length] = /^(\w+):(!?)([a-z]+)(\d*)$/.exec(
				item,
			) as unknown as [string, string, string, string, string];
			return field(
				name,
				TYPES[type] as FieldType,
				use(name),
				required === "",
				length === "" ? undefined : Number(length),
			);
		});
}
