// How a request that failed for a passing reason is tried again; the Collector's
// `configretry` keys. One deliberate difference: retries never give up.

import { z } from "zod";
import { crossCheck } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { bool, fraction, nonNegativeNumber } from "./number.ts";

export const retrySchema = crossCheck(
	z.strictObject({
		enabled: bool()
			.prefault(true)
			.describe(
				"Try again. When false, a request that fails is set aside at once.",
			),
		initial_interval: duration({ zero: true })
			.prefault("5s")
			.describe("The wait after the first failure."),
		max_interval: duration({ zero: true })
			.prefault("30s")
			.describe("The longest wait between two attempts."),
		max_elapsed_time: duration({ zero: true })
			.prefault("0s")
			.describe(
				"How long a request is tried before it is set aside; `0s` is for ever. (The Collector's default is `5m`.)",
			),
		multiplier: nonNegativeNumber()
			.prefault(1.5)
			.describe("By what the wait grows from attempt to attempt."),
		randomization_factor: fraction()
			.prefault(0.5)
			.describe(
				"How much of the wait is left to chance, so that many senders don't return at once.",
			),
	}),
	(value, report) => {
		const { max_elapsed_time: limit } = value;
		if (value.enabled !== true || typeof limit !== "number" || limit <= 0) {
			return;
		}
		for (const key of ["initial_interval", "max_interval"]) {
			const interval = value[key];
			if (typeof interval === "number" && limit < interval) {
				report(
					`\`max_elapsed_time\` must not be less than \`${key}\``,
					"max_elapsed_time",
				);
			}
		}
	},
);

export type RetryConfig = z.output<typeof retrySchema>;
