// The readers of `service.telemetry.metrics`: Prometheus asks, OTLP is sent. What of
// the SDK is not configured is not loaded either.

import type { Resource } from "@opentelemetry/resources";
import type {
	IMetricReader,
	MetricProducer,
	PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import type {
	ReaderConfig,
	TelemetryConfig,
} from "../../config/schema/telemetry.ts";
import { createOutageLog } from "../../exporters/queue/outage-log.ts";
import { listen, pathOf, refuse } from "../../extensions/http/listen.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type { ServiceTelemetry } from "./create-telemetry.ts";
import { revealHeaders, withoutOtlpEnvironment } from "./otlp-environment.ts";
import { ownResource } from "./own-resource.ts";

/** For what is sent last; the process is not kept for longer. */
const SHUTDOWN_MS = 5_000;

export interface MetricReaders {
	/** Of the Prometheus readers, in their order. */
	readonly ports: readonly number[];
	/** Sends what there is a last time. Never rejects. Idempotent. */
	shutdown(): Promise<void>;
}

interface Reader {
	readonly reader: IMetricReader;
	readonly port?: number;
	close?(): Promise<void>;
}

/** Rejects when an address can't be listened on. */
export async function startMetricReaders(
	{ metrics, resource }: Pick<TelemetryConfig, "metrics" | "resource">,
	telemetry: ServiceTelemetry,
	clock: Clock,
): Promise<MetricReaders> {
	const { level, readers } = metrics;
	if (level === "none" || readers.length === 0) {
		return { ports: [], async shutdown() {} };
	}
	const [{ MeterProvider }, { createMetricProducer }, { measureProcess }] =
		await Promise.all([
			import("@opentelemetry/sdk-metrics"),
			import("./metric-producer.ts"),
			import("./process-metrics.ts"),
		]);
	const own: Resource = ownResource(resource);
	const producer = createMetricProducer({
		telemetry,
		level,
		resource: own,
		clock,
	});
	const started: Reader[] = [];
	async function close(): Promise<void> {
		await Promise.all(started.map((each) => each.close?.()));
	}
	try {
		for (const config of readers) {
			started.push(await startReader(config, producer, telemetry, clock));
		}
	} catch (error) {
		await close();
		throw error;
	}
	const provider = new MeterProvider({
		resource: own,
		readers: started.map(({ reader }) => reader),
	});
	const endMeasuring = measureProcess(telemetry);
	let stopping: Promise<void> | undefined;
	async function stop(): Promise<void> {
		await provider.shutdown({ timeoutMillis: SHUTDOWN_MS }).catch(() => {});
		await close();
		endMeasuring();
	}
	return {
		ports: started.flatMap(({ port }) => port ?? []),
		shutdown() {
			stopping ??= stop();
			return stopping;
		},
	};
}

function startReader(
	config: ReaderConfig,
	producer: MetricProducer,
	telemetry: ServiceTelemetry,
	clock: Clock,
): Promise<Reader> {
	const { pull, periodic } = config;
	if (pull !== undefined) {
		return startPrometheus(pull.exporter.prometheus, producer);
	}
	if (periodic !== undefined) {
		return startPeriodic(periodic, producer, telemetry, clock);
	}
	throw new Error("a reader without pull and periodic");
}

async function startPrometheus(
	address: { readonly host: string; readonly port: number },
	producer: MetricProducer,
): Promise<Reader> {
	const { PrometheusExporter } = await import(
		"@opentelemetry/exporter-prometheus"
	);
	const reader = new PrometheusExporter({
		// Its own server takes neither port 0 nor a refusal.
		preventServerStart: true,
		withoutScopeInfo: true,
		metricProducers: [producer],
	});
	const listener = await listen(
		address,
		(request, response) => {
			if (pathOf(request) === "/metrics") {
				reader.getMetricsRequestHandler(request, response);
			} else {
				refuse(response, 404, "Metrics are at /metrics.\n");
			}
		},
		"service.telemetry.metrics.readers",
	);
	return { reader, port: listener.port, close: listener.close };
}

async function startPeriodic(
	{ interval, timeout, exporter }: NonNullable<ReaderConfig["periodic"]>,
	producer: MetricProducer,
	telemetry: ServiceTelemetry,
	clock: Clock,
): Promise<Reader> {
	const [
		{ PeriodicExportingMetricReader },
		{ OTLPMetricExporter },
		{ createDeltaProducer },
	] = await Promise.all([
		import("@opentelemetry/sdk-metrics"),
		import("@opentelemetry/exporter-metrics-otlp-http"),
		import("./delta-producer.ts"),
	]);
	const { endpoint, headers, temporality_preference } = exporter.otlp_http;
	const timeoutMillis = Math.min(timeout, interval);
	const stock = withoutOtlpEnvironment(
		() =>
			new OTLPMetricExporter({
				url: endpoint,
				headers: revealHeaders(headers),
				timeoutMillis,
			}),
	);
	const logger = telemetry.logger.child({ metrics_endpoint: endpoint });
	const outage = createOutageLog(logger, clock);
	const told: PushMetricExporter = {
		export(data, done) {
			stock.export(data, (result) => {
				// The SDK tells nobody.
				if (result.error === undefined) outage.worked();
				else outage.failed(result.error.message, interval);
				done(result);
			});
		},
		forceFlush: () => stock.forceFlush(),
		shutdown: () => stock.shutdown(),
	};
	return {
		reader: new PeriodicExportingMetricReader({
			exporter: told,
			exportIntervalMillis: interval,
			exportTimeoutMillis: timeoutMillis,
			metricProducers: [
				temporality_preference === "delta"
					? createDeltaProducer(producer)
					: producer,
			],
		}),
	};
}
