// What one cell of a published row has to become: the words that the oracles of this
// directory are written in. Nothing here is of the product.

import type { Attributes } from "./collected-record.ts";
import { decoded, id18 } from "./expected-login.ts";

/** Empty cells never get here; an empty value makes no attribute. */
export type Rule = (cell: string) => Attributes;

export const nothing: Rule = () => ({});

export const text =
	(name: string, ...absent: readonly string[]): Rule =>
	(cell) =>
		absent.includes(cell) ? {} : { [name]: cell };

export const id =
	(name: string): Rule =>
	(cell) =>
		cell.startsWith("000000000000000") ? {} : { [name]: id18(cell) };

/** Whole numbers, durations in milliseconds included. */
export const integer =
	(name: string, ...absent: readonly string[]): Rule =>
	(cell) =>
		absent.includes(cell) ? {} : { [name]: BigInt(cell) };

/** A duration in nanoseconds as milliseconds. */
export const fromNanoseconds =
	(name: string): Rule =>
	(cell) => ({ [name]: BigInt(Math.round(Number(cell) / 1_000_000)) });

/**
 * A whole number arrives as an int64: OpenTelemetry's JavaScript serializers tell the
 * two by the value, not by the attribute. To be made stricter when ours does not.
 */
export const double =
	(name: string): Rule =>
	(cell) => ({
		[name]: Number.isInteger(Number(cell)) ? BigInt(cell) : Number(cell),
	});

export const bool =
	(name: string): Rule =>
	(cell) => ({ [name]: cell === "1" || cell === "true" });

export const list =
	(name: string): Rule =>
	(cell) => ({ [name]: [cell] });

export const code =
	(
		name: string,
		table: Readonly<Record<string, string>>,
		...absent: readonly string[]
	): Rule =>
	(cell) =>
		absent.includes(cell) ? {} : { [name]: decoded(table, cell) };

/** One name, or several behind commas. */
export const names: Rule = (cell): Attributes => {
	const each = cell.split(",").map((name) => name.trim());
	return each.length === 1
		? { "salesforce.entity.name": cell }
		: { "salesforce.entity.names": each };
};

export const all =
	(...rules: readonly Rule[]): Rule =>
	(cell) =>
		Object.assign({}, ...rules.map((rule) => rule(cell)));

/** INFO and no outcome where there is none. */
export interface Outcome {
	readonly failed: boolean;
	readonly severity: "INFO" | "WARN" | "ERROR";
	readonly errorType?: string;
}

export const SUCCESS: Outcome = { failed: false, severity: "INFO" };

export function failure(
	severity: "WARN" | "ERROR",
	errorType: string,
): Outcome {
	return { failed: true, severity, errorType };
}

export const SEVERITY_NUMBERS = { INFO: 9, WARN: 13, ERROR: 17 } as const;

export function outcomeAttributes(outcome: Outcome | undefined): Attributes {
	if (outcome === undefined) return {};
	return {
		"salesforce.event.outcome": outcome.failed ? "failure" : "success",
		"error.type": outcome.errorType ?? "",
	};
}
