// GET /sobjects/NAME/describe, from the object's definition.

import { type Answer, jsonAnswer } from "../http/answer.ts";
import type { ObjectDefinition } from "../soql/object-definition.ts";

export function answerDescribe(
	object: ObjectDefinition,
	version: string,
): Answer {
	const url = `/services/data/v${version}/sobjects/${object.name}`;
	return jsonAnswer(200, {
		name: object.name,
		label: object.label,
		keyPrefix: object.keyPrefix,
		queryable: object.queryable ?? true,
		retrieveable: true,
		createable: false,
		updateable: false,
		deletable: false,
		custom: false,
		fields: object.fields.map((field) => ({
			name: field.name,
			label: field.name,
			type: field.type,
			filterable: field.filterable,
			sortable: field.sortable,
			nillable: field.nillable,
			length: field.length ?? 0,
			relationshipName: field.relationship?.name ?? null,
			referenceTo: field.relationship ? [field.relationship.object] : [],
		})),
		urls: {
			sobject: url,
			describe: `${url}/describe`,
			rowTemplate: `${url}/{ID}`,
		},
	});
}
