// What was measured, for whoever shows it.

import type { Distribution } from "./distribution.ts";
import type { MetricName } from "./metrics.ts";
import type { CounterName } from "./telemetry.ts";

export type Attributes = Readonly<Record<string, string | undefined>>;

export interface Series {
	readonly attributes: Attributes;
	/** Of an age, the moment from which it counts. Zero for a histogram. */
	readonly value: number;
	readonly distribution?: Distribution | undefined;
}

export interface Measurements {
	/** The sum over all attributes, or over those series that carry all of `where`. */
	total(name: CounterName, where?: Attributes): number;
	series(name: MetricName, where?: Attributes): Series[];
}
