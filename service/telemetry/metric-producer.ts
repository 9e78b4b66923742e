// The bridge from our registry to the OpenTelemetry SDK: a MetricProducer, which is
// what the specification has for measurements that are aggregated already. The SDK's
// readers and exporters do the rest. It is loaded only when a reader is configured.

import { ValueType } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import {
	AggregationTemporality,
	type DataPoint,
	DataPointType,
	type Histogram,
	type MetricData,
	type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { Clock } from "../../pipeline/clock.ts";
import type { Series } from "../../pipeline/measurements.ts";
import {
	type MetricDefinition,
	type MetricLevel,
	type MetricName,
	metrics,
} from "../../pipeline/metrics.ts";
import { VERSION } from "../version.ts";
import type { ServiceTelemetry } from "./create-telemetry.ts";

const LEVELS: readonly MetricLevel[] = ["basic", "normal", "detailed"];

export interface MetricProducerOptions {
	readonly telemetry: ServiceTelemetry;
	/** Metrics of a higher level are left out. */
	readonly level: MetricLevel;
	readonly resource: Resource;
	readonly clock: Clock;
}

export function createMetricProducer(
	options: MetricProducerOptions,
): MetricProducer {
	const { telemetry, resource, clock } = options;
	const start = clock.now();
	const wanted = LEVELS.slice(0, LEVELS.indexOf(options.level) + 1);
	const scope = { name: "salesforce-otlp", version: VERSION };

	function metricOf(name: MetricName): MetricData {
		const definition: MetricDefinition = metrics[name];
		const { kind, unit, description } = definition;
		const now = clock.now();
		const point = <T>(series: Series, value: T): DataPoint<T> => ({
			startTime: hrTime(start),
			endTime: hrTime(now),
			attributes: series.attributes,
			value,
		});
		const series = telemetry.metrics.series(name);
		const common = {
			descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
			aggregationTemporality: AggregationTemporality.CUMULATIVE,
		};
		switch (kind) {
			case "counter":
				return {
					...common,
					dataPointType: DataPointType.SUM,
					isMonotonic: true,
					dataPoints: series.map((each) => point(each, each.value)),
				};
			case "histogram":
				return {
					...common,
					dataPointType: DataPointType.HISTOGRAM,
					dataPoints: series.map((each) => point(each, histogramOf(each))),
				};
			case "gauge":
				return {
					...common,
					dataPointType: DataPointType.GAUGE,
					dataPoints: series.map((each) => point(each, each.value)),
				};
			case "age":
				return {
					...common,
					dataPointType: DataPointType.GAUGE,
					dataPoints: series.map((each) =>
						point(each, Math.max(0, now - each.value) / 1_000),
					),
				};
		}
	}

	return {
		async collect() {
			await telemetry.collect();
			const names = telemetry.metrics
				.names()
				.filter((name) => wanted.includes(metrics[name].level));
			return {
				resourceMetrics: {
					resource,
					scopeMetrics: [{ scope, metrics: names.map(metricOf) }],
				},
				errors: [],
			};
		},
	};
}

function histogramOf({ distribution }: Series): Histogram {
	const {
		boundaries = [],
		counts = [],
		count = 0,
		sum = 0,
	} = distribution ?? {};
	return {
		buckets: { boundaries: [...boundaries], counts: [...counts] },
		count,
		sum,
	};
}

function hrTime(ms: number): [number, number] {
	return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
}
