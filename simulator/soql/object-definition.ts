// What an object of the org is: its fields and what a query may do with them, as
// data. Another object is another definition, not more code.

import type { FieldPath } from "./syntax.ts";
import type { TimeWindow } from "./time-window.ts";

export type FieldType =
	| "id"
	| "reference"
	| "string"
	| "picklist"
	| "datetime"
	| "double"
	| "int"
	| "boolean"
	| "base64";

export interface FieldDefinition {
	readonly name: string;
	readonly type: FieldType;
	readonly filterable: boolean;
	readonly sortable: boolean;
	readonly nillable: boolean;
	/** Characters, for text. */
	readonly length?: number;
	/** For references: the field name under which the other object's fields are reached. */
	readonly relationship?: { readonly name: string; readonly object: string };
}

/** Datetimes are ms; a base64 field has no value here, its path is made from the Id. */
export type FieldValue = string | number | boolean | null;

/** Values by field name; related rows by relationship name. */
export interface ObjectRow {
	readonly [field: string]: FieldValue | ObjectRow;
}

/** When a query of a big object takes too long. */
export interface BigObjectLimits {
	readonly maxRows: number;
	/** ms between the ends of the window. */
	readonly maxSpan: number;
	/** Of the answer: 400 and 500 are both seen. */
	readonly timeoutStatus: number;
	/** The order of the index turned around. */
	readonly oldestFirst?: boolean;
}

export interface ObjectDefinition {
	readonly name: string;
	readonly label: string;
	readonly keyPrefix: string;
	readonly fields: readonly FieldDefinition[];
	/** Platform events are described, but nobody can query them. */
	readonly queryable?: false;
	/** Set when the object is a big object: `EventDate` and `EventIdentifier` are its index. */
	readonly bigObject?: BigObjectLimits;
	/** The datetime that `rows` goes by. */
	readonly timeField?: string;
	/** The rows that the org shows at this moment; those outside of the window may be left out. */
	rows(window: TimeWindow): readonly ObjectRow[];
	/** Hides rows from queries that name none of certain fields in WHERE. */
	hidden?(filtered: readonly FieldPath[]): (row: ObjectRow) => boolean;
}

/** Objects by name; names are not case-sensitive in SOQL. */
export interface ObjectCatalog {
	find(name: string): ObjectDefinition | undefined;
}

/** What is seen of an object: another definition of it, or nothing. */
export type CatalogLens = (
	object: ObjectDefinition,
) => ObjectDefinition | undefined;

export function seenThrough(
	catalog: ObjectCatalog,
	lens: CatalogLens | undefined,
): ObjectCatalog {
	if (lens === undefined) return catalog;
	return {
		find(name) {
			const object = catalog.find(name);
			return object && lens(object);
		},
	};
}

export function createCatalog(
	definitions: readonly ObjectDefinition[],
): ObjectCatalog {
	const byName = new Map(
		definitions.map((object) => [object.name.toLowerCase(), object]),
	);
	return { find: (name) => byName.get(name.toLowerCase()) };
}
