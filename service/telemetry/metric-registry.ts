// The measurements of one process, aggregated by name and attributes. Adding to a
// series costs a look-up and knows nothing of who will read it: the SDK's readers,
// the status page and the last log line all look at the same numbers.
//
// Invariant: a metric has at most MAX_SERIES series and one for what goes beyond, so
// no input can make the registry grow; sums stay right all the same.

import {
	addSpread,
	createBuckets,
	type Distribution,
} from "../../pipeline/distribution.ts";
import type {
	Attributes,
	Measurements,
	Series,
} from "../../pipeline/measurements.ts";
import {
	MAX_SERIES,
	type MetricDefinition,
	type MetricName,
	metrics,
} from "../../pipeline/metrics.ts";
import type { Spread } from "../../pipeline/telemetry.ts";

export interface MetricRegistry extends Measurements {
	/** Attributes that the metric is not defined with are left out. */
	add(name: MetricName, value: number, attributes: Attributes): void;
	/** Undefined takes the series away. */
	set(
		name: MetricName,
		value: number | undefined,
		attributes: Attributes,
	): void;
	record(name: MetricName, spread: Spread, attributes: Attributes): void;
	/** Those that have a series. */
	names(): MetricName[];
}

interface Entry {
	readonly attributes: Attributes;
	value: number;
	readonly distribution?: Distribution | undefined;
}

const OVERFLOW: Attributes = { "otel.metric.overflow": "true" };

export function createMetricRegistry(): MetricRegistry {
	const entries = new Map<MetricName, Map<string, Entry>>();

	function entry(name: MetricName, attributes: Attributes): Entry {
		const { attributes: known, boundaries }: MetricDefinition = metrics[name];
		let ofName = entries.get(name);
		if (ofName === undefined) {
			ofName = new Map();
			entries.set(name, ofName);
		}
		let key = keyOf(known, attributes);
		let found = ofName.get(key);
		if (found !== undefined) return found;
		const full = ofName.size >= MAX_SERIES;
		if (full) {
			key = "overflow";
			found = ofName.get(key);
			if (found !== undefined) return found;
		}
		found = {
			attributes: full ? OVERFLOW : pick(known, attributes),
			value: 0,
			distribution: boundaries && createBuckets(boundaries),
		};
		ofName.set(key, found);
		return found;
	}

	function series(name: MetricName, where: Attributes = {}): Series[] {
		return [...(entries.get(name)?.values() ?? [])].filter(({ attributes }) =>
			Object.entries(where).every(([key, value]) => attributes[key] === value),
		);
	}

	return {
		add(name, value, attributes) {
			entry(name, attributes).value += value;
		},
		set(name, value, attributes) {
			if (value !== undefined) {
				entry(name, attributes).value = value;
				return;
			}
			const key = keyOf(metrics[name].attributes, attributes);
			entries.get(name)?.delete(key);
		},
		record(name, spread, attributes) {
			const { distribution } = entry(name, attributes);
			if (distribution !== undefined) addSpread(distribution, spread);
		},
		total: (name, where) =>
			series(name, where).reduce((sum, { value }) => sum + value, 0),
		series,
		names: () => [...entries.keys()],
	};
}

/** In the order of the definition; a value can't end early and look like two. */
function keyOf(known: readonly string[], attributes: Attributes): string {
	let key = "";
	for (const name of known) {
		const value = attributes[name];
		key += value === undefined ? "-" : `${value.length}:${value}`;
	}
	return key;
}

function pick(known: readonly string[], attributes: Attributes): Attributes {
	const picked: Record<string, string> = {};
	for (const name of known) {
		const value = attributes[name];
		if (value !== undefined) picked[name] = value;
	}
	return picked;
}
