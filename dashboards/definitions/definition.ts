// What a dashboard shows, in words that fit every backend. Attributes are named as the
// records have them; how a backend spells them is the renderer's matter.

import type {
	AgeName,
	CounterName,
	GaugeName,
	HistogramName,
	MetricAttribute,
} from "../../pipeline/metrics.ts";

/** An attribute that has one of the values, or any value at all. */
export interface Condition {
	readonly attribute: string;
	readonly is?: readonly (string | boolean)[];
}

/** Which events a panel looks at: all conditions hold. */
export interface Events {
	readonly types: readonly string[];
	readonly where?: readonly Condition[];
}

export type Measure =
	| { readonly as: "count"; readonly label: string }
	| {
			/** `distinct`: how many different values. The others need a number. */
			readonly as: "distinct" | "average" | "p95" | "max" | "sum";
			readonly of: string;
			readonly label: string;
			/** Of the values; a count has none. */
			readonly unit?: "ms";
	  };

interface PanelBase {
	readonly title: string;
	/** The question that it answers, for whoever hovers over the title. */
	readonly answers: string;
	/** Of 24. */
	readonly width: 6 | 8 | 12 | 24;
}

export interface EventPanelBase extends PanelBase {
	readonly events: Events;
}

/** One number for the time that is shown. */
export interface NumberPanel extends EventPanelBase {
	readonly kind: "number";
	readonly measure: Measure;
}

/** Over time; with `by` a line for each of the most frequent values. */
export interface TrendPanel extends EventPanelBase {
	readonly kind: "trend";
	readonly measures: readonly Measure[];
	readonly by?: string;
}

/** A table of the values that rank highest by the first measure. */
export interface TopPanel extends EventPanelBase {
	readonly kind: "top";
	readonly by: readonly string[];
	readonly measures: readonly Measure[];
}

/** Values that did not occur before. */
export interface FirstSeenPanel extends EventPanelBase {
	readonly kind: "first_seen";
	readonly of: string;
	/** What is told with each. */
	readonly with: readonly string[];
}

/** The newest events. */
export interface ListPanel extends EventPanelBase {
	readonly kind: "list";
	readonly columns: readonly string[];
}

export type EventPanel =
	| NumberPanel
	| TrendPanel
	| TopPanel
	| FirstSeenPanel
	| ListPanel;

/** A metric of the process itself. */
export type MetricQuery =
	| {
			/** Per second, or in the time that is shown. */
			readonly as: "rate" | "increase";
			readonly of: CounterName;
	  }
	| { readonly as: "highest" | "sum"; readonly of: GaugeName | AgeName }
	| { readonly as: "p50" | "p95"; readonly of: HistogramName };

export interface MetricPanel extends PanelBase {
	readonly kind: "metric_trend" | "metric_number";
	readonly queries: readonly (MetricQuery & { readonly label?: string })[];
	readonly by: readonly MetricAttribute[];
	readonly unit: "s" | "short" | "bytes" | "percentunit";
	/** From there on it is shown in red. */
	readonly alarmAt?: number;
}

export interface EventDashboard {
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly panels: readonly EventPanel[];
}

export interface MetricDashboard {
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly panels: readonly MetricPanel[];
}
