// What was measured since the last collection, for backends that take sums and
// histograms in no other way. Our registry counts from the start of the process; each
// reader that wants differences keeps what it was told last.

import {
	AggregationTemporality,
	type DataPoint,
	DataPointType,
	type Histogram,
	type MetricData,
	type MetricProducer,
} from "@opentelemetry/sdk-metrics";

type Kept = DataPoint<number> | DataPoint<Histogram>;

/** For one reader alone. */
export function createDeltaProducer(
	cumulative: MetricProducer,
): MetricProducer {
	/** Of each metric, by the attributes of the series. */
	let last = new Map<string, Map<string, Kept>>();

	return {
		async collect(options) {
			const collected = await cumulative.collect(options);
			const before = last;
			last = new Map();
			const { scopeMetrics } = collected.resourceMetrics;
			return {
				...collected,
				resourceMetrics: {
					...collected.resourceMetrics,
					scopeMetrics: scopeMetrics.map((scope) => ({
						...scope,
						metrics: scope.metrics.map((metric) => {
							const { name } = metric.descriptor;
							last.set(name, seriesOf(metric));
							return deltaOf(metric, before.get(name) ?? new Map());
						}),
					})),
				},
			};
		},
	};
}

const keyOf = ({ attributes }: Kept) => JSON.stringify(attributes);

const seriesOf = ({ dataPoints }: MetricData) =>
	new Map<string, Kept>(
		(dataPoints as Kept[]).map((point) => [keyOf(point), point]),
	);

function deltaOf(
	metric: MetricData,
	before: ReadonlyMap<string, Kept>,
): MetricData {
	const since = <T>(
		point: DataPoint<T>,
		minus: (value: T, from: T) => T,
	): DataPoint<T> => {
		const from = before.get(keyOf(point as Kept)) as DataPoint<T> | undefined;
		if (from === undefined) return point;
		return {
			...point,
			startTime: from.endTime,
			value: minus(point.value, from.value),
		};
	};
	const aggregationTemporality = AggregationTemporality.DELTA;
	switch (metric.dataPointType) {
		case DataPointType.SUM:
			return {
				...metric,
				aggregationTemporality,
				dataPoints: metric.dataPoints.map((point) =>
					since(point, (value, from) => value - from),
				),
			};
		case DataPointType.HISTOGRAM:
			return {
				...metric,
				aggregationTemporality,
				dataPoints: metric.dataPoints.map((point) =>
					since(point, histogramSince),
				),
			};
		default:
			return metric;
	}
}

function histogramSince(value: Histogram, from: Histogram): Histogram {
	return {
		buckets: {
			boundaries: value.buckets.boundaries,
			counts: value.buckets.counts.map(
				(count, index) => count - (from.buckets.counts[index] ?? 0),
			),
		},
		count: value.count - from.count,
		sum: value.sum === undefined ? undefined : value.sum - (from.sum ?? 0),
	};
}
