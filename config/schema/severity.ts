// Severities by OpenTelemetry's short names, or by number.

import { z } from "zod";
import { EXPECTED, fields } from "./field.ts";

const NAMES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** 1 to 24, or undefined. `WARN` is 13, `WARN2` 14. */
function severityNumber(text: string): number | undefined {
	if (/^\d+$/.test(text)) {
		const number = Number(text);
		return number >= 1 && number <= 24 ? number : undefined;
	}
	const [, name = "", step] = /^([a-z]+)([1-4])?$/i.exec(text) ?? [];
	const index = NAMES.indexOf(name.toUpperCase());
	return index < 0 ? undefined : index * 4 + Number(step ?? 1);
}

function severityName(number: number): string {
	const step = (number - 1) % 4;
	return `${NAMES[(number - 1 - step) / 4]}${step === 0 ? "" : step + 1}`;
}

/** A severity number. */
export const severity = () =>
	z
		.string()
		.transform((text, context) => {
			const number = severityNumber(text);
			if (number !== undefined) return number;
			context.addIssue({ code: "custom", message: EXPECTED });
			return z.NEVER;
		})
		.register(fields, {
			type: "severity",
			expected: "TRACE, DEBUG, INFO, WARN, ERROR or FATAL, or a number 1 to 24",
			write: severityName,
		});
