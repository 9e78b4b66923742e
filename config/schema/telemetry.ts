// What the process tells of itself; the Collector's `service.telemetry` keys.

import { z } from "zod";
import type { LogLevel } from "../../pipeline/logger.ts";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { bool, port, positiveInteger } from "./number.ts";
import { choice, headers, resourceAttributes, text } from "./text.ts";
import { httpUrl } from "./url.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** Lower case as OpenTelemetry's declarative configuration writes it, upper case as the Collector's documentation does. */
const level = () =>
	z
		.enum([
			...LEVELS,
			...LEVELS.map((name) => name.toUpperCase() as Uppercase<LogLevel>),
		])
		.transform((name) => name.toLowerCase() as LogLevel)
		.register(fields, {
			type: "`debug` or `info` or `warn` or `error`",
			expected: '"debug", "info", "warn" or "error"',
		});

const logProcessorSchema = z.strictObject({
	batch: z
		.strictObject({
			exporter: z
				.strictObject({
					otlp_http: z
						.strictObject({
							endpoint: httpUrl().describe(
								"The full URL, e.g. `http://localhost:4318/v1/logs`.",
							),
							headers: headers()
								.prefault({})
								.describe(
									"Headers of every request. Their values are never shown.",
								),
						})
						.describe("OTLP over HTTP."),
				})
				.describe("Where the batches go."),
		})
		.describe("Sends log lines in batches."),
});

const samplingSchema = z.strictObject({
	enabled: bool()
		.prefault(true)
		.describe("Leave out lines that repeat; what is left out is counted."),
	tick: duration().prefault("10s").describe("The time in which lines repeat."),
	initial: positiveInteger()
		.prefault(10)
		.describe(
			"How many lines with the same level and message are written within `tick`.",
		),
	thereafter: positiveInteger()
		.prefault(100)
		.describe("Of those beyond `initial`, every how manyth is written."),
});

const readerSchema = crossCheck(
	z.strictObject({
		pull: z
			.strictObject({
				exporter: z
					.strictObject({
						prometheus: z
							.strictObject({
								host: text()
									.prefault("localhost")
									.describe("The address to listen on."),
								port: port()
									.prefault(8888)
									.describe("The port to listen on; 0 for any."),
							})
							.describe("The path is `/metrics`."),
					})
					.describe("How they are shown."),
			})
			.optional()
			.describe("Shows the metrics to whoever asks."),
		periodic: z
			.strictObject({
				interval: duration()
					.prefault("60s")
					.describe("How often they are sent."),
				timeout: duration()
					.prefault("30s")
					.describe("How long sending may take; at most `interval`."),
				exporter: z
					.strictObject({
						otlp_http: z
							.strictObject({
								endpoint: httpUrl().describe(
									"The full URL, e.g. `http://localhost:4318/v1/metrics`.",
								),
								headers: headers()
									.prefault({})
									.describe(
										"Headers of every request. Their values are never shown.",
									),
								temporality_preference: choice(["cumulative", "delta"])
									.prefault("cumulative")
									.describe(
										"Whether counters and histograms count from the start of the process or since the last sending. Elastic, Datadog and Dynatrace want `delta`.",
									),
							})
							.describe("OTLP over HTTP."),
					})
					.describe("Where they go."),
			})
			.optional()
			.describe("Sends the metrics now and then."),
	}),
	(value, report) => exactlyOne(value, report, ["pull", "periodic"], true),
);

export const telemetrySchema = z.strictObject({
	logs: z
		.strictObject({
			level: level()
				.prefault("info")
				.describe("The least important lines to show; case does not matter."),
			encoding: choice(["console", "json"])
				.prefault("console")
				.describe("Lines for people or for machines, on standard error."),
			sampling: samplingSchema
				.prefault({})
				.describe("What becomes of lines that repeat."),
			processors: z
				.array(logProcessorSchema)
				.register(fields, {
					type: "list",
					expected: "a list of processors",
				})
				.prefault([])
				.describe("Where the lines are sent besides."),
		})
		.prefault({})
		.describe("The process's own log."),
	metrics: z
		.strictObject({
			level: choice(["none", "basic", "normal", "detailed"])
				.prefault("normal")
				.describe(
					"Which metrics are exported; [telemetry.md](telemetry.md) has the level of each.",
				),
			readers: z
				.array(readerSchema)
				.register(fields, {
					type: "list",
					expected: "a list of readers",
				})
				.prefault([])
				.describe(
					"Who gets the metrics: each has `pull` or `periodic`. None by default; the Collector's default, Prometheus on port 8888, would take the port from a Collector beside.",
				),
		})
		.prefault({})
		.describe("The process's own metrics."),
	resource: resourceAttributes()
		.prefault({})
		.describe(
			"Extra resource attributes of the process's own telemetry, over `service.name: salesforce-otlp`.",
		),
});

export type SamplingConfig = z.output<typeof samplingSchema>;
export type ReaderConfig = z.output<typeof readerSchema>;
export type TelemetryConfig = z.output<typeof telemetrySchema>;
