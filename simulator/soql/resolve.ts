// Names in a query to fields of an object, refused as Salesforce refuses them.

import type {
	FieldDefinition,
	FieldValue,
	ObjectCatalog,
	ObjectDefinition,
	ObjectRow,
} from "./object-definition.ts";
import { SoqlError, soqlErrorAt } from "./soql-error.ts";
import type { FieldPath, Query } from "./syntax.ts";

export interface Relationship {
	readonly name: string;
	readonly object: ObjectDefinition;
}

export interface ResolvedField {
	readonly definition: FieldDefinition;
	/** The object that has the field. */
	readonly object: ObjectDefinition;
	/** The relationships on the way, each with the object that it leads to. */
	readonly relationships: readonly Relationship[];
	valueOf(row: ObjectRow): FieldValue;
}

export function resolveObject(
	query: Query,
	catalog: ObjectCatalog,
): ObjectDefinition {
	const object = catalog.find(query.object.name);
	if (object?.queryable === false) {
		throw new SoqlError(
			"INVALID_TYPE_FOR_OPERATION",
			`entity type ${object.name} does not support query`,
		);
	}
	if (object) return object;
	throw soqlErrorAt(
		"INVALID_TYPE",
		query.text,
		query.object.offset,
		`sObject type '${query.object.name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
	);
}

const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export function resolveField(
	path: FieldPath,
	object: ObjectDefinition,
	query: Query,
	catalog: ObjectCatalog,
): ResolvedField {
	const relationships: Relationship[] = [];
	let owner = object;
	for (const name of path.names.slice(0, -1)) {
		const related = owner.fields.find(
			(field) => field.relationship && sameName(field.relationship.name, name),
		)?.relationship;
		const target = related && catalog.find(related.object);
		if (!related || !target) {
			throw soqlErrorAt(
				"INVALID_FIELD",
				query.text,
				path.offset,
				`Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
			);
		}
		relationships.push({ name: related.name, object: target });
		owner = target;
	}
	const name = path.names.at(-1) as string;
	const definition = owner.fields.find((field) => sameName(field.name, name));
	if (!definition) {
		throw soqlErrorAt(
			"INVALID_FIELD",
			query.text,
			path.offset,
			`No such column '${name}' on entity '${owner.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
		);
	}
	return {
		definition,
		object: owner,
		relationships,
		valueOf(row) {
			let at: ObjectRow | FieldValue | undefined = row;
			for (const { name: step } of [...relationships, definition]) {
				if (at === null || typeof at !== "object") return null;
				at = at[step];
			}
			return at === undefined || typeof at === "object" ? null : at;
		},
	};
}
