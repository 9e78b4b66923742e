// The columns of a Lens layer: what is measured, and what it is broken down by.

import type { Measure } from "../../definitions/definition.ts";
import { TIME } from "./data-view.ts";

export type LensColumn = Readonly<Record<string, unknown>>;

const measured = (label: string) => ({
	label,
	customLabel: true,
	dataType: "number",
	isBucketed: false,
	scale: "ratio",
});

const OPERATIONS = {
	distinct: "unique_count",
	average: "average",
	max: "max",
	sum: "sum",
	p95: "percentile",
} as const;

export function measureColumn(measure: Measure): LensColumn {
	if (measure.as === "count") {
		return {
			...measured(measure.label),
			operationType: "count",
			sourceField: "___records___",
			params: { emptyAsNull: false },
		};
	}
	return {
		...measured(measure.label),
		operationType: OPERATIONS[measure.as],
		sourceField: measure.of,
		params: {
			...(measure.as === "p95" && { percentile: 95 }),
			...(measure.as === "distinct" && { emptyAsNull: false }),
			...(measure.unit === "ms" && {
				format: { id: "number", params: { decimals: 0, suffix: " ms" } },
			}),
		},
	};
}

export function termsColumn(
	attribute: string,
	options: {
		readonly by: string;
		readonly size: number;
		readonly rest: boolean;
	},
): LensColumn {
	return {
		label: attribute,
		customLabel: true,
		dataType: "string",
		operationType: "terms",
		sourceField: attribute,
		isBucketed: true,
		scale: "ordinal",
		params: {
			size: options.size,
			orderBy: { type: "column", columnId: options.by },
			orderDirection: "desc",
			// Without these an event that lacks the attribute is in no line at all.
			otherBucket: options.rest,
			missingBucket: options.rest,
			parentFormat: { id: "terms" },
		},
	};
}

export const TIME_COLUMN: LensColumn = {
	label: TIME,
	dataType: "date",
	operationType: "date_histogram",
	sourceField: TIME,
	isBucketed: true,
	scale: "interval",
	params: { interval: "auto", includeEmptyRows: true, dropPartials: false },
};

export const FIRST_TIME_COLUMN: LensColumn = {
	...measured("First seen"),
	dataType: "date",
	operationType: "min",
	sourceField: TIME,
	params: {},
};

/** That of the newest event which has the attribute. */
export function lastValueColumn(attribute: string): LensColumn {
	return {
		label: attribute,
		customLabel: true,
		dataType: "string",
		operationType: "last_value",
		sourceField: attribute,
		isBucketed: false,
		scale: "ordinal",
		filter: { query: `${attribute}: *`, language: "kuery" },
		params: { sortField: TIME, showArrayValues: false },
	};
}
