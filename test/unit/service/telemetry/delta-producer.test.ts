import { resourceFromAttributes } from "@opentelemetry/resources";
import {
	AggregationTemporality,
	type DataPoint,
	type Histogram,
} from "@opentelemetry/sdk-metrics";
import { expect, test } from "vitest";
import { createTelemetry } from "../../../../service/telemetry/create-telemetry.ts";
import { createDeltaProducer } from "../../../../service/telemetry/delta-producer.ts";
import { createMetricProducer } from "../../../../service/telemetry/metric-producer.ts";
import { manualClock } from "../../exporters/manual-clock.ts";

const ROWS = "salesforce_receiver_rows_read";
const LATENCY = "salesforce_exporter_event_latency_seconds";

function measured() {
	const clock = manualClock(Date.UTC(2026, 10, 23, 12));
	const telemetry = createTelemetry({
		level: "error",
		encoding: "json",
		clock,
		write: () => {},
	});
	const cumulative = createMetricProducer({
		telemetry,
		level: "detailed",
		resource: resourceFromAttributes({}),
		clock,
	});
	const delta = createDeltaProducer(cumulative);
	async function pointsOf<T = number>(name: string, producer = delta) {
		const { resourceMetrics } = await producer.collect();
		const metric = resourceMetrics.scopeMetrics[0]?.metrics.find(
			({ descriptor }) => descriptor.name === name,
		);
		return {
			temporality: metric?.aggregationTemporality,
			points: (metric?.dataPoints ?? []) as DataPoint<T>[],
		};
	}
	const count = (event_type: string, rows: number) =>
		telemetry.count(ROWS, rows, { event_type });
	return { clock, telemetry, pointsOf, count, cumulative };
}

test("a counter tells what was added since the last collection, each series for itself", async () => {
	const { pointsOf, count } = measured();
	const told = async () => {
		const { temporality, points } = await pointsOf(ROWS);
		expect(temporality).toBe(AggregationTemporality.DELTA);
		return points.map(({ attributes, value }) => [
			attributes.event_type,
			value,
		]);
	};
	count("Login", 12);
	expect(await told()).toEqual([["Login", 12]]);
	count("Login", 3);
	count("Logout", 5);
	expect(await told()).toEqual([
		["Login", 3],
		["Logout", 5],
	]);
	expect(await told()).toEqual([
		["Login", 0],
		["Logout", 0],
	]);
});

test("its time begins where the last collection ended", async () => {
	const { clock, pointsOf, count } = measured();
	const times = async () => {
		const [point] = (await pointsOf(ROWS)).points;
		return [point?.startTime[0], point?.endTime[0]];
	};
	const start = clock.now() / 1_000;
	count("Login", 1);
	clock.advance(60_000);
	expect(await times()).toEqual([start, start + 60]);
	clock.advance(30_000);
	expect(await times()).toEqual([start + 60, start + 90]);
});

test("a histogram tells the measurements since", async () => {
	const { telemetry, pointsOf } = measured();
	const exporter = telemetry.component("exporter", "otlp_http");
	exporter.record(LATENCY, { low: 2, high: 2, count: 10 });
	await pointsOf(LATENCY);
	exporter.record(LATENCY, { low: 40, high: 40, count: 3 });
	const { points } = await pointsOf<Histogram>(LATENCY);
	expect(points.map(({ value }) => value)).toMatchObject([
		{ count: 3, sum: 120 },
	]);
	const counts = points[0]?.value.buckets.counts.filter((each) => each > 0);
	expect(counts).toEqual([3]);
});

test("a gauge is as it is now, and other readers still count from the start", async () => {
	const { telemetry, pointsOf, count, cumulative } = measured();
	const left = "salesforce_client_api_calls_left";
	telemetry.component("receiver", "salesforce").gauge(left, 17);
	count("Login", 12);
	for (let collection = 0; collection < 2; collection++)
		expect((await pointsOf(left)).points[0]?.value).toBe(17);
	count("Login", 3);
	expect((await pointsOf(ROWS, cumulative)).points[0]?.value).toBe(15);
});
