// The exporter types that exist; one that is not configured is not loaded.

import type { ExporterConfig } from "../config/schema/config.ts";
import type { RetryConfig } from "../config/schema/retry-on-failure.ts";
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

/** Rejects when a file that the configuration names can't be used. */
export async function createExporter(
	id: string,
	config: ExporterConfig,
	telemetry: Telemetry,
	print: Print,
): Promise<BuiltExporter> {
	switch (config.type) {
		case "otlp_http": {
			const { createOtlpHttpExporter } = await import(
				"../exporters/otlp-http/create-otlp-http-exporter.ts"
			);
			return {
				exporter: createOtlpHttpExporter(id, config, telemetry, {
					version: VERSION,
				}),
				retry: config.retry_on_failure,
			};
		}
		case "otlp_grpc": {
			const { createOtlpGrpcExporter } = await import(
				"../exporters/otlp-grpc/create-otlp-grpc-exporter.ts"
			);
			return {
				exporter: createOtlpGrpcExporter(id, config, telemetry, {
					version: VERSION,
				}),
				retry: config.retry_on_failure,
			};
		}
		case "file": {
			const { createFileExporter } = await import(
				"../exporters/file/create-file-exporter.ts"
			);
			return {
				exporter: createFileExporter(id, config, telemetry),
				retry: config.retry_on_failure,
			};
		}
		case "debug": {
			const { createDebugExporter } = await import(
				"../exporters/debug/create-debug-exporter.ts"
			);
			return {
				exporter: createDebugExporter(id, config, telemetry, print.write, {
					color: print.color,
				}),
				retry: NO_RETRY,
			};
		}
	}
}

/** Where the debug exporter prints. */
export interface Print {
	readonly write: (text: string) => void;
	/** ANSI colours, for a terminal. */
	readonly color: boolean;
}
