// Masks what must not leave; keys of the Collector's `redaction` processor, and
// presets.

import { z } from "zod";
import { compilePattern } from "../../pipeline/pattern.ts";
import { crossCheck } from "./cross-check.ts";
import { fields } from "./field.ts";
import { bool } from "./number.ts";
import { pattern } from "./pattern.ts";
import { choice } from "./text.ts";

const SOURCES = ["blocked_key_patterns", "blocked_values", "presets"];

const patterns = (item: z.ZodType<string> = pattern()) =>
	z
		.array(item)
		.register(fields, {
			type: "list of regular expressions",
			expected: "a list of regular expressions",
		})
		.prefault([]);

/** A pattern that matches nothing at all would put a mask between every two characters. */
const valuePattern = () =>
	pattern().refine((text) => {
		try {
			return !compilePattern(text).test("");
		} catch {
			return true;
		}
	}, "it matches the empty text, so it would match everywhere");

export const redactionProcessorSchema = crossCheck(
	z.strictObject({
		blocked_key_patterns: patterns().describe(
			"Attributes whose name matches are masked: text becomes `****`, a number or boolean is removed, because text in its place would change the attribute's type.",
		),
		blocked_values: patterns(valuePattern()).describe(
			"What matches in a text is replaced by `****`.",
		),
		presets: z
			.array(choice(["email", "ip"]))
			.register(fields, { type: "list", expected: "a list of presets" })
			.prefault([])
			.describe(
				"Ready-made value patterns: `email` masks e-mail addresses, and user names of their form; `ip` masks IPv4 and IPv6 addresses.",
			),
		redact_body: bool()
			.prefault(true)
			.describe(
				"Mask the body, too: what matches, and the values of attributes that were masked by their name.",
			),
	}),
	(value, report) => {
		const empty = SOURCES.every((key) => {
			const list = value[key];
			return Array.isArray(list) ? list.length === 0 : list === undefined;
		});
		if (empty) {
			const names = SOURCES.map((key) => `\`${key}\``).join(", ");
			report(`nothing would be masked: at least one of ${names} is required`);
		}
	},
);

export type RedactionProcessorConfig = z.output<
	typeof redactionProcessorSchema
>;
