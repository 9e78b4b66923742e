import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { telemetrySchema } from "../../../../config/schema/telemetry.ts";
import { metrics } from "../../../../pipeline/metrics.ts";
import {
	createTelemetry,
	type ServiceTelemetry,
} from "../../../../service/telemetry/create-telemetry.ts";
import {
	type MetricReaders,
	startMetricReaders,
} from "../../../../service/telemetry/metric-readers.ts";
import { manualClock } from "../../exporters/manual-clock.ts";

const NOW = Date.UTC(2026, 10, 23, 12);

async function started(yaml: string) {
	const clock = manualClock(NOW);
	const lines: string[] = [];
	const telemetry = createTelemetry({
		level: "info",
		encoding: "json",
		clock,
		write: (line) => lines.push(line),
	});
	const config = telemetrySchema.parse(parse(yaml));
	const readers = await startMetricReaders(config, telemetry, clock);
	onTestFinished(() => readers.shutdown());
	return { telemetry, readers, lines };
}

async function scrape({ ports: [port] }: MetricReaders): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${port}/metrics`);
	expect(response.status).toBe(200);
	return response.text();
}

/** One series of everything. */
function measureAll(telemetry: ServiceTelemetry): void {
	for (const name of Object.keys(metrics) as (keyof typeof metrics)[]) {
		telemetry.metrics.add(name, 1, {});
	}
}

const PROMETHEUS = "{ pull: { exporter: { prometheus: { port: 0 } } } }";

test("Prometheus gets counters, gauges, ages and histograms", async () => {
	const { telemetry, readers } = await started(
		`{ metrics: { readers: [${PROMETHEUS}] }, resource: { team: "red" } }`,
	);
	const receiver = telemetry.component("receiver", 'salesforce/"emea"');
	receiver.count("otelcol_receiver_accepted_log_records", 40);
	receiver.count("otelcol_receiver_accepted_log_records", 2);
	receiver.gauge("salesforce_client_api_calls_left", 17);
	receiver
		.stream("login")
		.age("salesforce_receiver_newest_event_age_seconds", NOW - 90_000, {
			event_type: "Login",
		});
	telemetry
		.component("exporter", "otlp_http")
		.record("salesforce_exporter_event_latency_seconds", {
			low: 3000,
			high: 4500,
			count: 100,
		});
	const lines = (await scrape(readers)).split("\n");
	for (const line of [
		'otelcol_receiver_accepted_log_records_total{receiver="salesforce/\\"emea\\""} 42',
		'salesforce_client_api_calls_left{receiver="salesforce/\\"emea\\""} 17',
		'salesforce_receiver_newest_event_age_seconds{receiver="salesforce/\\"emea\\"",stream="login",event_type="Login"} 90',
		'salesforce_exporter_event_latency_seconds_count{exporter="otlp_http"} 100',
		'salesforce_exporter_event_latency_seconds_sum{exporter="otlp_http"} 375000',
		'salesforce_exporter_event_latency_seconds_bucket{exporter="otlp_http",le="3600"} 40',
		'salesforce_exporter_event_latency_seconds_bucket{exporter="otlp_http",le="2592000"} 100',
		"# TYPE salesforce_exporter_event_latency_seconds histogram",
		"# UNIT salesforce_exporter_event_latency_seconds s",
	]) {
		expect(lines).toContain(line);
	}
	expect(lines.join("\n")).toMatch(/^target_info\{.*team="red".*\} 1$/m);
	expect(lines.join("\n")).toMatch(/^otelcol_process_memory_rss \d{7,}$/m);
});

test("nothing but GET /metrics is answered", async () => {
	const { readers } = await started(
		`{ metrics: { readers: [${PROMETHEUS}] } }`,
	);
	const url = `http://127.0.0.1:${readers.ports[0]}`;
	expect((await fetch(`${url}/`)).status).toBe(404);
	expect((await fetch(`${url}/metrics`, { method: "POST" })).status).toBe(405);
});

test.each(["basic", "normal", "detailed"] as const)(
	"level %s shows the metrics up to it",
	async (level) => {
		const { telemetry, readers } = await started(
			`{ metrics: { level: ${level}, readers: [${PROMETHEUS}] } }`,
		);
		measureAll(telemetry);
		const shown = await scrape(readers);
		const levels = ["basic", "normal", "detailed"];
		for (const [name, definition] of Object.entries(metrics)) {
			const isShown = shown.includes(`# TYPE ${name}`);
			expect(isShown, name).toBe(
				levels.indexOf(definition.level) <= levels.indexOf(level),
			);
		}
	},
);

test("level none starts no reader", async () => {
	const { readers } = await started(
		`{ metrics: { level: none, readers: [${PROMETHEUS}] } }`,
	);
	expect(readers.ports).toEqual([]);
});

test("a port that another program has is told, with what to do", async () => {
	const other = createServer().listen(0, "127.0.0.1");
	onTestFinished(() => void other.close());
	await once(other, "listening");
	const { port } = other.address() as AddressInfo;
	await expect(
		started(
			`{ metrics: { readers: [{ pull: { exporter: { prometheus: { port: ${port} } } } }] } }`,
		),
	).rejects.toThrow(
		`service.telemetry.metrics.readers: can't listen on localhost:${port}, another program has that port; set another one`,
	);
});

async function metricsBackend() {
	const received: { headers: unknown; body: string }[] = [];
	const backend = createServer(async (request, response) => {
		received.push({ headers: request.headers, body: await text(request) });
		response.end("{}");
	}).listen(0, "127.0.0.1");
	onTestFinished(() => void backend.close());
	await once(backend, "listening");
	return { received, port: (backend.address() as AddressInfo).port };
}

test("metrics go out over OTLP, at the latest when the process ends", async () => {
	const { received, port } = await metricsBackend();
	const { telemetry, readers } = await started(
		`{ metrics: { readers: [{ periodic: { interval: 1h, exporter: { otlp_http: { endpoint: "http://127.0.0.1:${port}/v1/metrics", headers: { x-key: hush } } } } }] } }`,
	);
	telemetry.count("salesforce_receiver_rows_read", 12, { event_type: "Login" });
	await readers.shutdown();
	expect(received).toHaveLength(1);
	expect(received[0]?.headers).toMatchObject({ "x-key": "hush" });
	const [resource] = JSON.parse(received[0]?.body ?? "").resourceMetrics;
	expect(resource.resource.attributes).toContainEqual({
		key: "service.name",
		value: { stringValue: "salesforce-otlp" },
	});
	expect(resource.scopeMetrics[0].metrics).toContainEqual(
		expect.objectContaining({
			name: "salesforce_receiver_rows_read",
			unit: "{row}",
			sum: expect.objectContaining({
				isMonotonic: true,
				dataPoints: [expect.objectContaining({ asDouble: 12 })],
			}),
		}),
	);
});

test.each([
	["cumulative", 2],
	["delta", 1],
])("temporality_preference: %s", async (preference, expected) => {
	const { received, port } = await metricsBackend();
	const { telemetry, readers } = await started(
		`{ metrics: { readers: [{ periodic: { interval: 1h, exporter: { otlp_http: { endpoint: "http://127.0.0.1:${port}/v1/metrics", temporality_preference: ${preference} } } } }] } }`,
	);
	telemetry.count("salesforce_receiver_rows_read", 12);
	await readers.shutdown();
	const [resource] = JSON.parse(received[0]?.body ?? "").resourceMetrics;
	const { metrics } = resource.scopeMetrics[0];
	for (const { sum, histogram } of metrics)
		expect((sum ?? histogram)?.aggregationTemporality ?? expected).toBe(
			expected,
		);
});

test("a metrics backend that is away is told in the log", async () => {
	const { telemetry, readers, lines } = await started(
		`{ metrics: { readers: [{ periodic: { interval: 1h, timeout: 200ms, exporter: { otlp_http: { endpoint: "http://127.0.0.1:1/v1/metrics" } } } }] } }`,
	);
	telemetry.count("salesforce_receiver_rows_read", 1);
	await readers.shutdown();
	expect(lines.join("")).toContain("delivery fails and is retried");
	expect(lines.join("")).toContain("http://127.0.0.1:1/v1/metrics");
});
