// A metric of the process as Prometheus has it.

import type { MetricQuery } from "../../definitions/definition.ts";

/** Of the scrapes that the dashboard's variable chooses. */
const SCRAPES = '{job=~"$job"}';

/** `range` is that of each point, such as `$__range`. */
export function promqlOf(
	query: MetricQuery,
	by: readonly string[],
	range: string,
): string {
	const grouped = by.length === 0 ? "" : ` by (${by.join(", ")})`;
	const counter = `${query.of}_total${SCRAPES}`;
	switch (query.as) {
		case "rate":
			return `sum${grouped} (rate(${counter}[$__rate_interval]))`;
		case "increase":
			// A series that begins with its first trouble has not increased: it is new.
			return (
				`sum${grouped} ((increase(${counter}[${range}]) and ${counter} offset ${range})` +
				` or max_over_time(${counter}[${range}]))`
			);
		case "highest":
			return `max${grouped} (${query.of}${SCRAPES})`;
		case "sum":
			return `sum${grouped} (${query.of}${SCRAPES})`;
		case "p50":
		case "p95": {
			const quantile = query.as === "p50" ? 0.5 : 0.95;
			const buckets = ["le", ...by].join(", ");
			return `histogram_quantile(${quantile}, sum by (${buckets}) (rate(${query.of}_bucket${SCRAPES}[$__rate_interval])))`;
		}
	}
}
