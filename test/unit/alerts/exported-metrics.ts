// What Prometheus really sees of the metrics: the answer of the real reader after
// every metric was measured once, with every attribute.

import { parse } from "yaml";
import { telemetrySchema } from "../../../config/schema/telemetry.ts";
import { type MetricName, metrics } from "../../../pipeline/metrics.ts";
import { createTelemetry } from "../../../service/telemetry/create-telemetry.ts";
import { startMetricReaders } from "../../../service/telemetry/metric-readers.ts";
import { manualClock } from "../exporters/manual-clock.ts";

/** The labels of each, by its name in Prometheus. */
export async function exportedMetrics(): Promise<
	ReadonlyMap<string, ReadonlySet<string>>
> {
	const clock = manualClock(Date.UTC(2026, 10, 23, 12));
	const telemetry = createTelemetry({
		level: "error",
		encoding: "json",
		clock,
		write: () => {},
	});
	for (const name of Object.keys(metrics) as MetricName[]) {
		const { kind, attributes } = metrics[name];
		const values = Object.fromEntries(attributes.map((key) => [key, "x"]));
		if (kind === "histogram") {
			const spread = { low: 1, high: 1, count: 1 };
			telemetry.metrics.record(name, spread, values);
		} else {
			telemetry.metrics.add(name, 1, values);
		}
	}
	const readers = await startMetricReaders(
		telemetrySchema.parse(
			parse(
				"metrics: { level: detailed, readers: [{ pull: { exporter: { prometheus: { port: 0 } } } }] }",
			),
		),
		telemetry,
		clock,
	);
	try {
		const answer = await fetch(`http://127.0.0.1:${readers.ports[0]}/metrics`);
		return labelsByName(await answer.text());
	} finally {
		await readers.shutdown();
	}
}

function labelsByName(exposition: string): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const line of exposition.split("\n")) {
		const [, name, labels = ""] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
		if (name === undefined || line.startsWith("#")) continue;
		const known = found.get(name) ?? new Set();
		for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label);
		found.set(name, known);
	}
	return found;
}
