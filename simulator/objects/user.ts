// User as an object: what a relationship query reads of it.

import type { User } from "../generate/people.ts";
import type {
	FieldDefinition,
	FieldType,
	ObjectDefinition,
	ObjectRow,
} from "../soql/object-definition.ts";

const FIELDS: readonly (readonly [string, FieldType])[] = [
	["Id", "id"],
	["Username", "string"],
	["Name", "string"],
	["UserType", "picklist"],
	["IsActive", "boolean"],
];

export function userRow(user: User): ObjectRow {
	return {
		Id: user.longId,
		Username: user.username,
		Name: user.name,
		UserType: "Standard",
		IsActive: true,
	};
}

export function userObject(users: readonly User[]): ObjectDefinition {
	const rows = users.map(userRow);
	return {
		name: "User",
		label: "User",
		keyPrefix: "005",
		fields: FIELDS.map(
			([name, type]): FieldDefinition => ({
				name,
				type,
				filterable: true,
				sortable: true,
				nillable: false,
			}),
		),
		rows: () => rows,
	};
}
