// Drops records; the include and exclude form of the Collector's `filter`
// processor.

import { z } from "zod";
import { patternProblem } from "../../pipeline/pattern.ts";
import { comparedValue } from "./attribute-value.ts";
import { crossCheck, type Report, type Unchecked } from "./cross-check.ts";
import { fields } from "./field.ts";
import { NOT_A_PATTERN } from "./pattern.ts";
import { severity } from "./severity.ts";
import { choice, text } from "./text.ts";

const CONDITIONS = ["event_names", "severity_number", "record_attributes"];

const matchSchema = crossCheck(
	z.strictObject({
		match_type: choice(["strict", "regexp"]).describe(
			"Whether names and values are compared as they stand, or are regular expressions. An expression may match anywhere: write `^...$$` for the whole.",
		),
		event_names: z
			.array(text())
			.min(1, "`{key}` must have at least one name")
			.register(fields, {
				type: "list of strings",
				expected: "a list of event names, such as salesforce.login",
			})
			.optional()
			.describe("One of them must match the event name."),
		severity_number: z
			.strictObject({
				min: severity().describe(
					"The lowest severity that matches: `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR`, `FATAL`, or a number.",
				),
			})
			.optional()
			.describe("By severity."),
		record_attributes: z
			.array(
				z.strictObject({
					key: text().describe("The name of the attribute."),
					value: comparedValue()
						.optional()
						.describe(
							"Its value; with `strict` of the same type. Of an array, one element must match. Without it any value matches.",
						),
				}),
			)
			.min(1, "`{key}` must have at least one attribute")
			.register(fields, {
				type: "list of attributes",
				expected: "a list of attributes",
			})
			.optional()
			.describe("All of them must match."),
	}),
	(match, report) => {
		if (CONDITIONS.every((key) => match[key] === undefined)) {
			const names = CONDITIONS.map((key) => `\`${key}\``).join(", ");
			report(`at least one of ${names} is required`);
		}
		if (match.match_type === "regexp") checkPatterns(match, report);
	},
);

/** Names and values are patterns only for one of the match types, so their own schema can't check them. */
function checkPatterns(match: Unchecked, report: Report): void {
	const check = (pattern: unknown, ...path: PropertyKey[]) => {
		const problem =
			typeof pattern === "string" ? patternProblem(pattern) : undefined;
		if (problem !== undefined) report(`${NOT_A_PATTERN}: ${problem}`, path);
	};
	if (Array.isArray(match.event_names)) {
		for (const [index, name] of match.event_names.entries()) {
			check(name, "event_names", index);
		}
	}
	if (Array.isArray(match.record_attributes)) {
		for (const [index, attribute] of match.record_attributes.entries()) {
			check(attribute?.value, "record_attributes", index, "value");
		}
	}
}

export const filterProcessorSchema = z.strictObject({
	logs: crossCheck(
		z.strictObject({
			include: matchSchema
				.optional()
				.describe("What matches is kept, everything else is dropped."),
			exclude: matchSchema
				.optional()
				.describe("What matches is dropped. Looked at after `include`."),
		}),
		(logs, report) => {
			if (logs.include === undefined && logs.exclude === undefined) {
				report("at least one of `include`, `exclude` is required");
			}
		},
	).describe("Which log records to keep. Conditions of one map must all hold."),
});

export type FilterProcessorConfig = z.output<typeof filterProcessorSchema>;
export type LogMatchConfig = z.output<typeof matchSchema>;
