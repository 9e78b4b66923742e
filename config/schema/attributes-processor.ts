// Changes attributes of records; the Collector's `attributes` processor.

import { z } from "zod";
import { Secret } from "../../pipeline/secret.ts";
import {
	ATTRIBUTE_ACTIONS,
	attributeActionSchema,
} from "./attribute-action.ts";
import { crossCheck, type Unchecked } from "./cross-check.ts";
import { fields } from "./field.ts";

/** Fewer could be guessed, and with the key every hashed user name could be. */
const SHORTEST_KEY = 16;

export const attributesProcessorSchema = crossCheck(
	z.strictObject({
		actions: z
			.array(attributeActionSchema(ATTRIBUTE_ACTIONS))
			.min(1, "`{key}` must have at least one action")
			.register(fields, {
				type: "list of actions",
				expected: "a list of actions",
			})
			.describe(
				"What to do, in this order. The body and `log.record.original` are not changed: see `redaction`.",
			),
		hmac_key: z
			.string()
			.refine(
				(key) => key.length >= SHORTEST_KEY,
				`\`{key}\` must have at least ${SHORTEST_KEY} characters; \`openssl rand -hex 32\` makes a good one`,
			)
			.transform((key) => new Secret(key))
			.register(fields, {
				type: "secret",
				expected: `a string of at least ${SHORTEST_KEY} characters`,
				secret: true,
			})
			.optional()
			.describe(
				"The key of the action `hash`, and required for it: a hash without a key of a user name or an address is undone by trying all of them. (The Collector hashes without a key, so its hashes differ.)",
			),
	}),
	(value, report) => {
		const actions = Array.isArray(value.actions) ? value.actions : [];
		const hashes = actions.some(
			(action: Unchecked | null) => action?.action === "hash",
		);
		if (hashes && value.hmac_key === undefined) {
			report(
				"the action `hash` needs `hmac_key`: a hash without a key of a user name or an address is undone by trying all of them",
			);
		}
	},
);

export type AttributesProcessorConfig = z.output<
	typeof attributesProcessorSchema
>;
