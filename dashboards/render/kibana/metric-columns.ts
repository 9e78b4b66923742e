// The process's own metrics in Elasticsearch, in the mapping `otel`, as columns of Lens.
// Counters and histograms are differences there (`temporality_preference: delta`): of
// those that count from the start Elasticsearch takes no sums, and no histograms.

import type { MetricPanel, MetricQuery } from "../../definitions/definition.ts";
import type { LensColumn } from "./lens-columns.ts";

export const metricField = (name: string): string => `metrics.${name}`;
const attributeField = (name: string): string => `attributes.${name}`;

const FORMATS = {
	s: {
		id: "duration",
		params: {
			decimals: 0,
			fromUnit: "seconds",
			toUnit: "humanizePrecise",
			compact: true,
		},
	},
	bytes: { id: "bytes", params: { decimals: 1 } },
	percentunit: { id: "percent", params: { decimals: 0 } },
	short: undefined,
} as const;

/** Longer than any sensible interval of the reader. */
const NOW = "10m";

/** `now` is the value at the end of the time that is shown, where it has one. */
export function metricColumn(
	query: MetricQuery,
	{
		label,
		unit,
		now,
	}: Pick<MetricPanel, "unit"> & {
		readonly label: string;
		readonly now: boolean;
	},
): LensColumn {
	const format = FORMATS[unit];
	const common = {
		label,
		customLabel: true,
		dataType: "number",
		isBucketed: false,
		scale: "ratio",
		sourceField: metricField(query.of),
	};
	const params = format === undefined ? {} : { format };
	switch (query.as) {
		case "rate":
			return { ...common, operationType: "sum", timeScale: "s", params };
		case "increase":
			return {
				...common,
				operationType: "sum",
				params: { ...params, emptyAsNull: false },
			};
		// A series has a value each minute: their sum would be that of all minutes.
		case "highest":
		case "sum":
			return {
				...common,
				operationType: "max",
				...(now && { reducedTimeRange: NOW }),
				params,
			};
		case "p50":
		case "p95":
			return {
				...common,
				operationType: "percentile",
				params: { ...params, percentile: query.as === "p50" ? 50 : 95 },
			};
	}
}

/** By all attributes together. Undefined when it is broken down by none. */
export function breakdownColumn(
	by: MetricPanel["by"],
	size: number,
): LensColumn | undefined {
	const [first, ...more] = by.map(attributeField);
	if (first === undefined) return undefined;
	return {
		label: by.join(", "),
		customLabel: true,
		dataType: "string",
		operationType: "terms",
		sourceField: first,
		isBucketed: true,
		scale: "ordinal",
		params: {
			size,
			orderBy: { type: "alphabetical", fallback: true },
			orderDirection: "asc",
			otherBucket: false,
			missingBucket: false,
			...(more.length > 0 && { secondaryFields: more }),
			parentFormat: { id: more.length > 0 ? "multi_terms" : "terms" },
		},
	};
}
