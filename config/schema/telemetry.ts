// The process's own operational log; the Collector's `service.telemetry` keys.

import { z } from "zod";
import type { LogLevel } from "../../pipeline/logger.ts";
import { fields } from "./field.ts";
import { choice, headers, resourceAttributes } from "./text.ts";
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

export const telemetrySchema = z.strictObject({
	logs: z
		.strictObject({
			level: level()
				.prefault("info")
				.describe("The least important lines to show; case does not matter."),
			encoding: choice(["console", "json"])
				.prefault("console")
				.describe("Lines for people or for machines, on standard error."),
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
	resource: resourceAttributes()
		.prefault({})
		.describe(
			"Extra resource attributes of the process's own telemetry, over `service.name: salesforce-otlp`.",
		),
});

export type TelemetryConfig = z.output<typeof telemetrySchema>;
