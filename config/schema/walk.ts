// Looks through the wrappers of a schema (optional, default, pipe) at its shape.
// Everything that derives from the schema walks it with this.

import { z } from "zod";
import { type FieldInfo, fields } from "./field.ts";

export type Shape =
	| { readonly kind: "map"; readonly keys: Readonly<Record<string, z.ZodType>> }
	| { readonly kind: "record"; readonly value: z.ZodType }
	| { readonly kind: "list"; readonly item: z.ZodType }
	/** `text`: the input is a string, so the source text of a scalar is taken as it stands. */
	| { readonly kind: "scalar"; readonly text: boolean };

export interface Field {
	readonly shape: Shape;
	readonly info: FieldInfo;
	readonly description: string;
	/** True when it may be left out. */
	readonly optional: boolean;
	/** The default as it would be written in a file. */
	readonly default: unknown;
}

interface AnyDef {
	type: string;
	innerType?: z.ZodType;
	in?: z.ZodType;
	defaultValue?: unknown;
	shape?: Record<string, z.ZodType>;
	valueType?: z.ZodType;
	element?: z.ZodType;
}

export function fieldOf(schema: z.ZodType): Field {
	let info: FieldInfo = {};
	let description = "";
	let optional = false;
	let defaultValue: unknown;
	for (let inner = schema; ; ) {
		const def = inner._zod.def as unknown as AnyDef;
		info = { ...fields.get(inner), ...info };
		description ||= z.globalRegistry.get(inner)?.description ?? "";
		if (def.type === "optional") optional = true;
		if (def.type === "prefault" || def.type === "default") {
			optional = true;
			defaultValue ??= def.defaultValue;
		}
		const next = def.innerType ?? def.in;
		if (next === undefined) {
			return {
				shape: shapeOf(def),
				info,
				description,
				optional,
				default: defaultValue,
			};
		}
		inner = next;
	}
}

function shapeOf(def: AnyDef): Shape {
	switch (def.type) {
		case "object":
			return { kind: "map", keys: def.shape ?? {} };
		case "record":
			return { kind: "record", value: def.valueType as z.ZodType };
		case "array":
			return { kind: "list", item: def.element as z.ZodType };
		default:
			return {
				kind: "scalar",
				text: def.type === "string" || def.type === "enum",
			};
	}
}

/** The schema one step down, or undefined where there is none. */
export function childOf(
	schema: z.ZodType,
	key: PropertyKey,
): z.ZodType | undefined {
	const { shape } = fieldOf(schema);
	if (shape.kind === "record") return shape.value;
	if (shape.kind === "list") return shape.item;
	if (shape.kind === "map" && Object.hasOwn(shape.keys, key)) {
		return shape.keys[key as string];
	}
	return undefined;
}
