// Durations as Go writes them ("30s", "1h30m", "200ms"), with `d` for days
// added, because log retention is thought of in days. Milliseconds inside.

import { z } from "zod";
import { EXPECTED, fields } from "./field.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3, // U+00B5, micro sign
	μs: 1e-3, // U+03BC, Greek mu
	ms: 1,
	s: 1_000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
};

/** The longest that Go's int64 of nanoseconds holds. */
const MAX_MS = 2 ** 63 / 1e6;

const WHOLE = /^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d)/g;

/** Milliseconds, or undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
	if (/^[-+]?0$/.test(text)) return 0;
	if (!WHOLE.test(text)) return undefined;
	let ms = 0;
	for (const [, amount, unit] of text.matchAll(PART)) {
		ms += Number(amount) * (UNIT_MS[unit as string] as number);
	}
	if (ms > MAX_MS) return undefined;
	return text.startsWith("-") ? -ms : ms;
}

/** The shortest Go duration that says `ms`, e.g. 90,000 is "1m30s". */
export function formatDuration(ms: number): string {
	if (ms < 0) return `-${formatDuration(-ms)}`;
	if (ms === 0) return "0s";
	if (ms < 1) return `${Math.round(ms * 1e6)}ns`;
	if (!Number.isInteger(ms)) return `${Number(ms.toFixed(6))}ms`;
	let left = ms;
	let text = "";
	for (const unit of ["h", "m", "s", "ms"] as const) {
		const size = UNIT_MS[unit] as number;
		const amount = Math.floor(left / size);
		left -= amount * size;
		if (amount > 0) text += `${amount}${unit}`;
	}
	return text;
}

export interface DurationOptions {
	/** Zero is allowed. */
	readonly zero?: boolean;
	/** The longest, in ms, and why. */
	readonly max?: { readonly ms: number; readonly message: string };
}

/** A duration in ms; positive, or from zero up with `zero`. */
export function duration(options: DurationOptions = {}) {
	return z
		.string()
		.transform((text, context) => {
			const ms = parseDuration(text);
			if (ms === undefined) {
				context.addIssue({ code: "custom", message: EXPECTED });
				return z.NEVER;
			}
			if (ms < 0 && options.zero) {
				context.addIssue({
					code: "custom",
					message: "`{key}` must be non-negative",
				});
			} else if (ms <= 0 && !options.zero) {
				context.addIssue({
					code: "custom",
					message: "`{key}` must be positive",
				});
			} else if (options.max !== undefined && ms > options.max.ms) {
				context.addIssue({ code: "custom", message: options.max.message });
			}
			return ms;
		})
		.register(fields, {
			type: "duration",
			expected: 'a duration with its unit, such as "30s", "1h30m" or "7d"',
			write: formatDuration,
		});
}
