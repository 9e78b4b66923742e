// The conditions of one `include` or `exclude` become one question to a record.

import type { AttributeValue } from "@opentelemetry/api";
import type { LogMatchConfig } from "../../config/schema/filter-processor.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { compilePattern } from "../../pipeline/pattern.ts";

export type LogMatch = (record: LogRecord) => boolean;

type Compared = string | number | boolean;
type ValueMatch = (value: Compared) => boolean;

/** All conditions must hold, as in the Collector. */
export function compileMatch(config: LogMatchConfig): LogMatch {
	const regexp = config.match_type === "regexp";
	const conditions: LogMatch[] = [];
	if (config.event_names !== undefined) {
		const names = config.event_names.map((name) => valueMatch(name, regexp));
		conditions.push(({ eventName = "" }) =>
			names.some((matches) => matches(eventName)),
		);
	}
	if (config.severity_number !== undefined) {
		const { min } = config.severity_number;
		conditions.push(({ severityNumber = 0 }) => severityNumber >= min);
	}
	for (const { key, value } of config.record_attributes ?? []) {
		const matches =
			value === undefined ? () => true : valueMatch(value, regexp);
		conditions.push(({ attributes }) => {
			const found = Object.hasOwn(attributes, key)
				? attributes[key]
				: undefined;
			return found !== undefined && matchesValue(found, matches);
		});
	}
	return (record) => conditions.every((holds) => holds(record));
}

/** A pattern looks at numbers and booleans as they are printed. */
function valueMatch(wanted: Compared, regexp: boolean): ValueMatch {
	if (!regexp) return (value) => value === wanted;
	const pattern = compilePattern(String(wanted));
	return (value) => pattern.test(String(value));
}

function matchesValue(value: AttributeValue, matches: ValueMatch): boolean {
	const values: readonly unknown[] = Array.isArray(value) ? value : [value];
	return values.some((element) => isCompared(element) && matches(element));
}

function isCompared(value: unknown): value is Compared {
	return (
		typeof value === "string" ||
		typeof value === "number" ||
		typeof value === "boolean"
	);
}
