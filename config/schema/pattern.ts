// Regular expressions, checked when the configuration is loaded.

import { z } from "zod";
import { patternProblem } from "../../pipeline/pattern.ts";
import { fields } from "./field.ts";

export const NOT_A_PATTERN = "not a regular expression";

export const pattern = () =>
	z
		.string()
		.superRefine((text, context) => {
			const problem = patternProblem(text);
			if (problem !== undefined) {
				context.addIssue({
					code: "custom",
					message: `${NOT_A_PATTERN}: ${problem}`,
				});
			}
		})
		.register(fields, {
			type: "regular expression",
			expected: "a regular expression",
		});
