// Checks between the keys of one map. They run even when single keys are wrong,
// so that all mistakes are reported at once; a checked value may therefore be of
// any type, or absent.

import type { z } from "zod";

export type Unchecked = Readonly<Record<string, unknown>>;
/** A mistake at a key, or at a path below the map. */
export type Report = (
	message: string,
	key?: string | readonly PropertyKey[],
) => void;

export const isMap = (value: unknown): value is Unchecked =>
	typeof value === "object" && value !== null && !Array.isArray(value);

export function crossCheck<T extends z.ZodObject>(
	schema: T,
	check: (value: Unchecked, report: Report) => void,
) {
	return schema.superRefine(
		(value, context) => {
			check(value as Unchecked, (message, key) =>
				context.addIssue({
					code: "custom",
					message,
					path: key === undefined ? [] : [key].flat(),
				}),
			);
		},
		{ when: (payload: { value: unknown }) => isMap(payload.value) } as never,
	);
}

/** Reports when none or several of `keys` are there; for none only if `required`. */
export function exactlyOne(
	value: Unchecked,
	report: Report,
	keys: readonly string[],
	required: boolean,
): void {
	const present = keys.filter((key) => value[key] !== undefined);
	const names = keys.map((key) => `\`${key}\``).join(", ");
	if (present.length > 1) {
		report(`only one of ${names} may be set`, present[1]);
	} else if (present.length === 0 && required) {
		report(
			keys.length === 1
				? `${names} is required`
				: `exactly one of ${names} is required`,
		);
	}
}
