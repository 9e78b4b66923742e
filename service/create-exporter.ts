// One line for each exporter type that exists.

import type { ExporterConfig } from "../config/schema/config.ts";
import type { RetryConfig } from "../config/schema/retry-on-failure.ts";
import { createDebugExporter } from "../exporters/debug/create-debug-exporter.ts";
import { createFileExporter } from "../exporters/file/create-file-exporter.ts";
import { createOtlpGrpcExporter } from "../exporters/otlp-grpc/create-otlp-grpc-exporter.ts";
import { createOtlpHttpExporter } from "../exporters/otlp-http/create-otlp-http-exporter.ts";
import type { Exporter } from "../pipeline/exporter.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import { VERSION } from "./version.ts";

export interface BuiltExporter {
	readonly exporter: Exporter;
	readonly retry: RetryConfig;
}

/** A terminal refuses nothing for long. */
const NO_RETRY: RetryConfig = {
	enabled: false,
	initial_interval: 0,
	max_interval: 0,
	max_elapsed_time: 0,
	multiplier: 1,
	randomization_factor: 0,
};

/** Throws when a file that the configuration names can't be used. */
export function createExporter(
	id: string,
	config: ExporterConfig,
	telemetry: Telemetry,
	print: Print,
): BuiltExporter {
	switch (config.type) {
		case "otlp_http":
			return {
				exporter: createOtlpHttpExporter(id, config, telemetry, {
					version: VERSION,
				}),
				retry: config.retry_on_failure,
			};
		case "otlp_grpc":
			return {
				exporter: createOtlpGrpcExporter(id, config, telemetry, {
					version: VERSION,
				}),
				retry: config.retry_on_failure,
			};
		case "file":
			return {
				exporter: createFileExporter(id, config, telemetry),
				retry: config.retry_on_failure,
			};
		case "debug":
			return {
				exporter: createDebugExporter(id, config, telemetry, print.write, {
					color: print.color,
				}),
				retry: NO_RETRY,
			};
	}
}

/** Where the debug exporter prints. */
export interface Print {
	readonly write: (text: string) => void;
	/** ANSI colours, for a terminal. */
	readonly color: boolean;
}
