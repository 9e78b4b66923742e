// Which times a WHERE clause lets through, so that an object need not make rows
// that nobody can see. Invariant: never narrower than the clause.

import type { Condition } from "./syntax.ts";

/** ms, both ends included. */
export interface TimeWindow {
	readonly from: number;
	readonly to: number;
}

export const ALL_TIME: TimeWindow = { from: -Infinity, to: Infinity };

export function timeWindowOf(
	condition: Condition | undefined,
	field: string | undefined,
): TimeWindow {
	if (condition === undefined || field === undefined) return ALL_TIME;
	switch (condition.kind) {
		case "and":
			return condition.operands
				.map((operand) => timeWindowOf(operand, field))
				.reduce((a, b) => ({
					from: Math.max(a.from, b.from),
					to: Math.min(a.to, b.to),
				}));
		case "or":
			return condition.operands
				.map((operand) => timeWindowOf(operand, field))
				.reduce((a, b) => ({
					from: Math.min(a.from, b.from),
					to: Math.max(a.to, b.to),
				}));
		case "comparison": {
			const { value, operator } = condition;
			const name = condition.field.names.join(".").toLowerCase();
			if (name !== field.toLowerCase()) return ALL_TIME;
			const ends =
				value.kind === "span"
					? value
					: value.kind === "datetime"
						? { from: value.value, to: value.value }
						: undefined;
			if (ends === undefined || operator === "!=") return ALL_TIME;
			return {
				from: operator.startsWith("<") ? -Infinity : ends.from,
				to: operator.startsWith(">") ? Infinity : ends.to,
			};
		}
		default:
			return ALL_TIME;
	}
}
