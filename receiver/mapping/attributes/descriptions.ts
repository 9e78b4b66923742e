// What is said of every attribute, by its name.

import { APEX } from "./apex.ts";
import type { AttributeDescription } from "./attribute.ts";
import { LOGIN } from "./login.ts";
import { RECORD } from "./record.ts";
import { SEMANTIC_CONVENTIONS } from "./semantic-conventions.ts";
import { SETUP } from "./setup.ts";
import { USAGE } from "./usage.ts";

export const ATTRIBUTE_DESCRIPTIONS: ReadonlyMap<string, AttributeDescription> =
	new Map(
		[SEMANTIC_CONVENTIONS, RECORD, LOGIN, APEX, SETUP, USAGE].flatMap(
			Object.entries,
		),
	);

/** Throws for an attribute that nobody described, which a test would have found. */
export function describe(name: string): AttributeDescription {
	const description = ATTRIBUTE_DESCRIPTIONS.get(name);
	if (description === undefined) throw new Error(`${name} has no description`);
	return description;
}

/** UCUM; empty where the values have none. */
export function unitOf(name: string): string {
	const { unit } = describe(name);
	if (unit !== undefined) return unit;
	if (name.endsWith("_ms")) return "ms";
	return name.endsWith("_percent") ? "%" : "";
}

/** Of the semantic conventions, or `development` for our own. */
export function stabilityOf(name: string): "stable" | "development" {
	return describe(name).semanticConvention ?? "development";
}
