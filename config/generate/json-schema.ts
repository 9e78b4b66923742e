// docs/schema/config.schema.json: what may be written in a file, for editors.
// It allows what substitution allows: a reference wherever a value may stand.

import { z } from "zod";
import {
	aliasesOf,
	type ComponentKind,
	componentKinds,
	componentTypes,
} from "../schema/component-types.ts";
import { sections } from "../schema/config.ts";
import { serviceSchema } from "../schema/service.ts";

export type Json = Record<string, unknown>;

const REFERENCE = { $ref: "#/$defs/reference" };

export function renderJsonSchema(): string {
	return `${JSON.stringify(configJsonSchema(), null, "\t")}\n`;
}

export function configJsonSchema(): Json {
	const definitions: Json = {
		reference: {
			description: `A reference such as \${env:NAME}; what it stands for is checked when the file is loaded.`,
			type: "string",
			pattern: "\\$\\{.*\\}",
		},
	};
	const properties: Json = {};
	for (const kind of componentKinds) {
		properties[kind] = componentsOf(kind, definitions);
	}
	definitions.service = inputSchema(serviceSchema);
	properties.service = {
		description: sections.service,
		$ref: "#/$defs/service",
	};
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		title: "salesforce-otlp configuration",
		type: "object",
		properties,
		additionalProperties: false,
		$defs: definitions,
	};
}

function componentsOf(kind: ComponentKind, definitions: Json): Json {
	const patternProperties: Json = {};
	for (const [type, schema] of Object.entries<z.ZodType>(
		componentTypes[kind],
	)) {
		const name = `${kind}.${type}`;
		definitions[name] = inputSchema(schema);
		const names = [type, ...aliasesOf(type)].join("|");
		patternProperties[`^(${names})(/.+)?$`] = {
			anyOf: [{ $ref: `#/$defs/${name}` }, { type: "null" }, REFERENCE],
		};
	}
	return {
		description: sections[kind],
		type: ["object", "null"],
		patternProperties,
		additionalProperties: false,
	};
}

function inputSchema(schema: z.ZodType): Json {
	const { $schema: _, ...json } = z.toJSONSchema(schema, {
		io: "input",
		unrepresentable: "any",
	}) as Json;
	return loosen(json, true) as Json;
}

/** Adds null (the default) and references to every value but the component itself. */
function loosen(node: Json, root = false): Json {
	const { description, default: defaultValue, ...rest } = node;
	const inner: Json = { ...rest };
	for (const key of ["properties", "patternProperties"]) {
		const map = inner[key] as Record<string, Json> | undefined;
		if (map === undefined) continue;
		inner[key] = Object.fromEntries(
			Object.entries(map).map(([name, child]) => [name, loosen(child)]),
		);
	}
	for (const key of ["items", "additionalProperties"]) {
		if (typeof inner[key] === "object") inner[key] = loosen(inner[key] as Json);
	}
	if (root) return { ...(description ? { description } : {}), ...inner };
	const variants = Array.isArray(inner.anyOf) ? inner.anyOf : [textual(inner)];
	return {
		...(description === undefined ? {} : { description }),
		...(defaultValue === undefined ? {} : { default: defaultValue }),
		anyOf: [...variants, { type: "null" }, REFERENCE],
	};
}

/** Where a string is wanted, a number or boolean is taken as it is written. */
function textual(schema: Json): Json {
	return schema.type === "string" && schema.enum === undefined
		? { ...schema, type: ["string", "number", "boolean"] }
		: schema;
}
