// A checkpoint as it comes out of the store. Invariant: what makes no sense is a
// reported problem, never a crash.

import type { z } from "zod";

export type ParsedState<T> =
	| { readonly state: T }
	/** What is wrong with it. */
	| { readonly problem: string };

export function parseState<T>(
	schema: z.ZodType<T>,
	text: string,
): ParsedState<T> {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { problem: "not JSON" };
	}
	const parsed = schema.safeParse(json);
	if (parsed.success) return { state: parsed.data };
	const [issue] = parsed.error.issues;
	return { problem: `${issue?.path.join(".")}: ${issue?.message}` };
}
