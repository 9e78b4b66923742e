// From positioned nodes to the plain value that a schema is given. Where the
// schema wants a string, a scalar's own text is taken: `67.0` stays "67.0".

import type { z } from "zod";
import { childOf, fieldOf } from "../schema/walk.ts";
import { type ConfigNode, isNull } from "../source/node.ts";

/**
 * A null is the same as an absent key, except for a map with keys of its own:
 * `debug:` and `login:` without a value mean "with the defaults".
 */
export function materialize(
	node: ConfigNode | undefined,
	schema: z.ZodType | undefined,
): unknown {
	const shape = schema === undefined ? undefined : fieldOf(schema).shape;
	if (node === undefined || isNull(node)) {
		return node !== undefined && shape?.kind === "map" ? {} : undefined;
	}
	if (shape?.kind === "scalar" && shape.text && node.text !== undefined) {
		return node.text;
	}
	if (node.kind === "scalar") return node.value;
	if (node.kind === "list") {
		return node.items.map(
			(item, index) =>
				materialize(item, schema && childOf(schema, index)) ?? null,
		);
	}
	const value: Record<string, unknown> = Object.create(null);
	for (const [key, entry] of node.entries) {
		const inner = materialize(entry.node, schema && childOf(schema, key));
		const known = shape?.kind !== "map" || Object.hasOwn(shape.keys, key);
		if (inner !== undefined) value[key] = inner;
		// An unknown key is a mistake, with or without a value.
		else if (!known) value[key] = null;
	}
	return { ...value };
}
