// Numbers, byte sizes and booleans. Bytes inside.

import { z } from "zod";
import { EXPECTED, fields } from "./field.ts";

const MULTIPLIER: Readonly<Record<string, number>> = {
	"": 1,
	b: 1,
	kb: 1e3,
	mb: 1e6,
	gb: 1e9,
	tb: 1e12,
	kib: 2 ** 10,
	mib: 2 ** 20,
	gib: 2 ** 30,
	tib: 2 ** 40,
};

/** Bytes, or undefined when the text is no size. "1MB" is 1,000,000, "1MiB" is 1,048,576. */
export function parseByteSize(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?) ?([kmgt]i?b|b|)$/i.exec(text);
	if (match === null) return undefined;
	const [, amount, unit] = match as unknown as [string, string, string];
	const bytes = Number(amount) * (MULTIPLIER[unit.toLowerCase()] as number);
	return Number.isSafeInteger(bytes) ? bytes : undefined;
}

export const bool = () =>
	z.boolean().register(fields, { type: "boolean", expected: "true or false" });

export const positiveInteger = () =>
	z
		.int()
		.min(1, "`{key}` must be positive")
		.register(fields, { type: "integer", expected: "a whole number" });

/** Of a listener; 0 is any that is free. */
export const port = () =>
	z
		.int()
		.min(0, "`{key}` must be within [0, 65535]")
		.max(65_535, "`{key}` must be within [0, 65535]")
		.register(fields, { type: "integer", expected: "a port number" });

/** A count, or bytes with their unit; positive, or from zero up with `zero`. */
export const size = (options: { zero?: boolean } = {}) =>
	z
		.union([z.int(), z.string()])
		.transform((input, context) => {
			const bytes = typeof input === "number" ? input : parseByteSize(input);
			if (bytes === undefined) {
				context.addIssue({ code: "custom", message: EXPECTED });
				return z.NEVER;
			}
			if (bytes < 0 && options.zero) {
				context.addIssue({
					code: "custom",
					message: "`{key}` must be non-negative",
				});
			} else if (bytes <= 0 && !options.zero) {
				context.addIssue({
					code: "custom",
					message: "`{key}` must be positive",
				});
			}
			return bytes;
		})
		.register(fields, {
			type: "integer or byte size",
			expected: 'a whole number or a byte size such as "1MB" or "1MiB"',
		});

export const nonNegativeNumber = () =>
	z
		.number()
		.min(0, "`{key}` must be non-negative")
		.register(fields, { type: "number", expected: "a number" });

/** A share of one. */
export const fraction = () =>
	z
		.number()
		.min(0, "`{key}` must be within [0, 1]")
		.max(1, "`{key}` must be within [0, 1]")
		.register(fields, {
			type: "number",
			expected: "a number within [0, 1]",
		});
