// The seam through which components say what they do: log lines, measurements and
// what state they are in. Nothing that is dropped, set aside or retried goes by
// without one of them. Measurements are told once a batch or a request, never once a
// record.

import type { ComponentKind, ComponentReport } from "./component-report.ts";
import type { Logger } from "./logger.ts";
import type {
	AgeName,
	AttributesOf,
	CounterName,
	GaugeName,
	HistogramName,
} from "./metrics.ts";

export type { CounterName } from "./metrics.ts";

export type CounterAttributes = Readonly<Record<string, string>>;

/** Measurements from `low` to `high`, taken as spread evenly when these differ. */
export interface Spread {
	readonly low: number;
	readonly high: number;
	/** How many they are. */
	readonly count: number;
}

/** What each metric means is in pipeline/metrics.ts. */
export interface Telemetry {
	readonly logger: Logger;
	count<N extends CounterName>(
		name: N,
		value: number,
		attributes?: AttributesOf<N>,
	): void;
	/** The value from now on; undefined takes the series away. */
	gauge<N extends GaugeName>(
		name: N,
		value: number | undefined,
		attributes?: AttributesOf<N>,
	): void;
	/** The moment from which the age counts, ms since the epoch; undefined takes the series away. */
	age<N extends AgeName>(
		name: N,
		since: number | undefined,
		attributes?: AttributesOf<N>,
	): void;
	record<N extends HistogramName>(
		name: N,
		spread: Spread,
		attributes?: AttributesOf<N>,
	): void;
	/** For a person to look at; what is absent stays as it was. */
	report(news: ComponentReport): void;
	/** The same telemetry, its log lines and measurements marked with the component. */
	component(kind: ComponentKind, id: string): Telemetry;
	/** Of a receiver: the same, marked with one of its streams as well. */
	stream(name: string): Telemetry;
}
