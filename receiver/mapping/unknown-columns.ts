// Names for what no table knows: `salesforce.<event>.<column in snake case>`, so
// that nothing is lost when Salesforce adds a column. Invariant: such a name is
// no known attribute of any event type, nor a namespace of one, nor inside one:
// backends that store objects could keep only one of the two.

import { snakeCase } from "./snake-case.ts";
import type { ScalarConversion } from "./table.ts";

/** Gives each name once. */
export interface AttributeNames {
	/** A free name for a column; `suffix` sets apart a second attribute of it. */
	take(column: string, suffix?: string): string;
}

export function createAttributeNames(
	eventType: string,
	known: Iterable<string>,
): AttributeNames {
	const attributes = new Set(known);
	const namespaces = new Set<string>();
	for (const name of attributes)
		for (const namespace of namespacesOf(name)) namespaces.add(namespace);

	const isFree = (name: string) =>
		!attributes.has(name) &&
		!namespaces.has(name) &&
		!namespacesOf(name).some((namespace) => attributes.has(namespace));

	let event = snakeCase(eventType);
	while (attributes.has(`salesforce.${event}`)) event += "_event";

	return {
		take(column, suffix = "") {
			let name = `salesforce.${event}.${snakeCase(column)}${suffix}`;
			while (!isFree(name)) name += "_column";
			attributes.add(name);
			return name;
		},
	};
}

/** `a` and `a.b` of `a.b.c`. */
export function namespacesOf(name: string): string[] {
	const namespaces: string[] = [];
	for (
		let dot = name.indexOf(".");
		dot !== -1;
		dot = name.indexOf(".", dot + 1)
	)
		namespaces.push(name.slice(0, dot));
	return namespaces;
}

/**
 * The conversion for a type in LogFileFieldTypes, or in the describe result of an
 * object. A column without a type there is a string, whatever its cells look
 * like: a backend fixes a field's type at first sight.
 */
export function conversionFor(fieldType: string | undefined): ScalarConversion {
	switch (fieldType?.toLowerCase()) {
		case "int":
		case "integer":
		case "long":
			return "integer";
		case "number":
		case "double":
		case "percent":
		case "currency":
			return "number";
		case "boolean":
			return "boolean";
		case "id":
		case "reference":
			return "id18";
		default:
			return "string";
	}
}
