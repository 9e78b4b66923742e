// A duration among the simulator's options: text such as `90s`, or milliseconds.

import { z } from "zod";
import { parseDuration } from "./duration.ts";

const text = z.union([z.string(), z.number().nonnegative()]);

function toMs(value: string | number, context: z.RefinementCtx): number {
	const ms = typeof value === "number" ? value : parseDuration(value);
	if (ms !== undefined) return ms;
	context.addIssue({
		code: "custom",
		message: `expected a duration such as 90s or 3h, found "${value}"`,
	});
	return z.NEVER;
}

export const duration = (fallback: string) =>
	text.default(fallback).transform(toMs);

export const givenDuration = text.transform(toMs);
