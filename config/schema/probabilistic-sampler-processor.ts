// Keeps a share of the records; keys of the Collector's `probabilistic_sampler`.

import { z } from "zod";
import { fields } from "./field.ts";

export const probabilisticSamplerProcessorSchema = z.strictObject({
	sampling_percentage: z
		.number()
		.min(0, "`{key}` must be within [0, 100]")
		.max(100, "`{key}` must be within [0, 100]")
		.register(fields, {
			type: "number",
			expected: "a number within [0, 100]",
		})
		.describe(
			"How much is kept. What a smaller percentage keeps, a larger one keeps too.",
		),
	hash_seed: z
		.int()
		.min(0, "`{key}` must be within [0, 4294967295]")
		.max(2 ** 32 - 1, "`{key}` must be within [0, 4294967295]")
		.register(fields, { type: "integer", expected: "a whole number" })
		.prefault(0)
		.describe(
			"Another seed chooses other records. A record is chosen by its `log.record.uid` and the seed alone, so every process and every repetition chooses the same.",
		),
});

export type ProbabilisticSamplerProcessorConfig = z.output<
	typeof probabilisticSamplerProcessorSchema
>;
