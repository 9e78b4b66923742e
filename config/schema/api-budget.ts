// A share of the org's daily API calls, or a number of them.

import { z } from "zod";
import { EXPECTED, fields } from "./field.ts";

const SHARE = /^(\d+(?:\.\d+)?) ?%$/;

export type ApiBudgetConfig =
	| { readonly share: number }
	| { readonly calls: number };

function parse(input: string | number): ApiBudgetConfig | undefined {
	if (typeof input === "number") {
		return input >= 1 ? { calls: input } : undefined;
	}
	const percent = Number(SHARE.exec(input)?.[1]);
	return percent > 0 && percent <= 100 ? { share: percent / 100 } : undefined;
}

export const apiBudget = () =>
	z
		.union([z.int(), z.string()])
		.transform((input, context): ApiBudgetConfig => {
			const budget = parse(input);
			if (budget !== undefined) return budget;
			context.addIssue({ code: "custom", message: EXPECTED });
			return z.NEVER;
		})
		.register(fields, {
			type: "percentage or integer",
			expected:
				'a percentage such as "20%", up to 100%, or a whole number of calls',
			write: (budget: ApiBudgetConfig) =>
				"share" in budget
					? `${Number((budget.share * 100).toFixed(6))}%`
					: budget.calls,
		});
