// Changes resource attributes; the Collector's `resource` processor.

import { z } from "zod";
import { attributeActionSchema } from "./attribute-action.ts";
import { fields } from "./field.ts";

export const resourceProcessorSchema = z.strictObject({
	attributes: z
		.array(attributeActionSchema(["insert", "update", "upsert", "delete"]))
		.min(1, "`{key}` must have at least one action")
		.register(fields, {
			type: "list of actions",
			expected: "a list of actions",
		})
		.describe("What to do with the attributes of the resource, in this order."),
});

export type ResourceProcessorConfig = z.output<typeof resourceProcessorSchema>;
