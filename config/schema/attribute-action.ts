// One action on attributes; keys and rules of the Collector's attributes and
// resource processors.

import { z } from "zod";
import {
	compilePattern,
	groupsOf,
	patternProblem,
} from "../../pipeline/pattern.ts";
import { attributeValue } from "./attribute-value.ts";
import { crossCheck, type Report, type Unchecked } from "./cross-check.ts";
import { pattern } from "./pattern.ts";
import { choice, text } from "./text.ts";

export const ATTRIBUTE_ACTIONS = [
	"insert",
	"update",
	"upsert",
	"delete",
	"hash",
	"extract",
] as const;

export type AttributeActionName = (typeof ATTRIBUTE_ACTIONS)[number];

/** `actions` are those that the processor has. */
export function attributeActionSchema<
	const T extends readonly [AttributeActionName, ...AttributeActionName[]],
>(actions: T) {
	const has = (action: AttributeActionName) => actions.includes(action);
	const both = has("hash") ? "`delete` and `hash`" : "`delete`";
	return crossCheck(
		z.strictObject({
			key: text()
				.optional()
				.describe(
					`The attribute to act on. Required, except that ${both} may have \`pattern\` instead.`,
				),
			action: choice(actions).describe(
				[
					"`insert` sets the attribute where it is not there yet, `update` where it is, `upsert` always, `delete` removes it",
					has("hash") &&
						"`hash` puts its keyed HMAC-SHA-256 in its place, in hexadecimal digits (of an array: of each element)",
					has("extract") &&
						"`extract` sets an attribute for each named group of `pattern`",
				]
					.filter(Boolean)
					.join(", ")
					.concat("."),
			),
			value: attributeValue()
				.optional()
				.describe(
					"The value to set; its type is what YAML makes of it. For `insert`, `update` and `upsert`: this or `from_attribute`.",
				),
			from_attribute: text()
				.optional()
				.describe(
					"The attribute to take the value from; without it nothing is set.",
				),
			pattern: pattern()
				.optional()
				.describe(
					has("extract")
						? "For `delete` and `hash`: further attributes, by a regular expression on their names. For `extract`: what to look for in the value of `key`; every group must have a name."
						: "For `delete`: further attributes, by a regular expression on their names.",
				),
		}),
		checkAction,
	);
}

/** The Collector's rules. */
function checkAction(action: Unchecked, report: Report): void {
	const has = (key: string) => action[key] !== undefined;
	const name = String(action.action);
	const refuse = (...keys: string[]) => {
		for (const key of keys) {
			if (has(key))
				report(`the action \`${name}\` does not use \`{key}\``, key);
		}
	};
	const needKey = () => {
		if (!has("key")) report(`the action \`${name}\` needs \`key\``);
	};
	switch (name as AttributeActionName) {
		case "insert":
		case "update":
		case "upsert":
			needKey();
			refuse("pattern");
			if (has("value") === has("from_attribute")) {
				report(
					`the action \`${name}\` needs exactly one of \`value\`, \`from_attribute\``,
				);
			}
			break;
		case "delete":
		case "hash":
			refuse("value", "from_attribute");
			if (!has("key") && !has("pattern")) {
				report(`the action \`${name}\` needs \`key\` or \`pattern\``);
			}
			break;
		case "extract":
			needKey();
			refuse("value", "from_attribute");
			if (!has("pattern")) report("the action `extract` needs `pattern`");
			else checkGroups(action.pattern, report);
			break;
	}
}

function checkGroups(text: unknown, report: Report): void {
	if (typeof text !== "string" || patternProblem(text) !== undefined) return;
	const { count, names } = groupsOf(compilePattern(text));
	if (count === 0) {
		report("`{key}` has no named group, such as (?<name>...)", "pattern");
	} else if (names.length < count) {
		report(
			"every group of `{key}` needs a name, (?<name>...), or is written (?:...)",
			"pattern",
		);
	}
}

export type AttributeAction = z.output<
	ReturnType<typeof attributeActionSchema<typeof ATTRIBUTE_ACTIONS>>
>;
