// What every stream has, whatever it reads.

import { z } from "zod";
import { fields } from "./field.ts";
import { bool } from "./number.ts";
import { choice } from "./text.ts";

const severity = () =>
	choice(["DEBUG", "INFO", "WARN", "ERROR", "FATAL"]).optional();

/** An attribute's exact name, or a namespace and everything in it: `user_agent.*`. */
const attributeNames = () =>
	z
		.array(
			z
				.string()
				.regex(
					/^[^\s*]*[^\s*.](?:\.\*)?$/,
					"an attribute is named as it is, such as `client.address`, or by its namespace, such as `user_agent.*`",
				)
				.register(fields, {
					type: "string",
					expected: "the name of an attribute",
				}),
		)
		.register(fields, {
			type: "list of strings",
			expected: "a list of attribute names",
		})
		.prefault([]);

/** Keys of every stream. A fresh set each time, since the documentation of a key is its schema's. */
export const streamKeys = () => ({
	include_original: bool()
		.optional()
		.register(fields, { defaultText: "the receiver's `include_original`" })
		.describe("Keep the original row as `log.record.original`."),
	severity: z
		.strictObject({
			success: severity().describe("Of an event that succeeded."),
			failure: severity().describe("Of an event that failed."),
			neutral: severity().describe(
				"Of an event that can neither succeed nor fail.",
			),
		})
		.prefault({})
		.describe(
			"Other severities than those of [the attribute reference](attributes.md), by the outcome of an event.",
		),
	attributes: z
		.strictObject({
			drop: attributeNames().describe(
				"Attributes to leave out: exact names, or a namespace such as `user_agent.*`.",
			),
			keep: attributeNames().describe(
				"When it is not empty: leave out all attributes but these, `log.record.uid` and `salesforce.event.type`.",
			),
		})
		.prefault({})
		.describe("Which attributes the records have."),
});

/** How the records of a stream come out. */
export type StreamShape = Readonly<
	z.output<z.ZodObject<ReturnType<typeof streamKeys>>>
>;
