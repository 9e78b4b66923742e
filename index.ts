// salesforce-otlp as a library: the same service as the command runs, inside a
// process of yours. This is the whole of its public surface; everything else may
// change between minor versions.

import {
	type Config,
	type ConfigWarning,
	loadConfig,
	configFromEnvironment as readEnvironment,
} from "./config/load.ts";
import { systemClock } from "./pipeline/clock.ts";
import type { LogFields, LogLevel } from "./pipeline/logger.ts";
import { createService as createInnerService } from "./service/create-service.ts";
import { createTelemetry } from "./service/telemetry/create-telemetry.ts";
import { startMetricReaders } from "./service/telemetry/metric-readers.ts";

export { ConfigError, type Problem } from "./config/load.ts";
export { VERSION as version } from "./service/version.ts";
export type { Config, ConfigWarning, LogFields, LogLevel };

/** A checked configuration, and what should be told about it all the same. */
export interface ParsedConfig {
	readonly config: Config;
	readonly warnings: readonly ConfigWarning[];
}

/**
 * Reads a configuration as in a file of the command's `--config`: YAML, with
 * `${env:NAME}` references into `env`.
 *
 * Throws a `ConfigError` that has every mistake with its line and column.
 */
export function parseConfig(
	yaml: string,
	env: NodeJS.ProcessEnv = process.env,
): ParsedConfig {
	return loadConfig([{ name: "config", text: yaml }], env);
}

/**
 * The configuration that `SALESFORCE_*` and `OTEL_*` variables make, as when the
 * command runs without `--config`.
 *
 * Throws a `ConfigError` that names every variable that is missing or wrong.
 */
export function configFromEnvironment(
	env: NodeJS.ProcessEnv = process.env,
): ParsedConfig {
	return readEnvironment(env);
}

/** A line of the service's own log. */
export interface LogLine {
	/** Milliseconds since the epoch. */
	readonly time: number;
	readonly level: LogLevel;
	readonly message: string;
	readonly fields: LogFields;
}

export interface ServiceOptions {
	readonly config: Config;
	/**
	 * Gets each line that passes `service: telemetry: logs: level`; nothing is written
	 * to standard error. No line holds a secret. It must not throw.
	 */
	readonly log?: ((line: LogLine) => void) | undefined;
}

export interface Service {
	/** Starts exporters, then receivers. To be called once. */
	start(): void;
	/**
	 * Instead of `start`: polls every stream once and resolves when every queue is
	 * empty. Rejects with what stopped a poll, or with the signal's reason.
	 */
	runOnce(signal: AbortSignal): Promise<void>;
	/**
	 * Resolves when the state file turns out to be damaged. Nothing is read or sent
	 * from then on: shut the service down and create it anew, which sets the damaged
	 * file aside and goes on from the last good checkpoints.
	 */
	readonly damaged: Promise<Error>;
	/**
	 * Finishes the batches and requests in hand within `service: shutdown_timeout`, and
	 * closes the state directory. Idempotent.
	 */
	shutdown(): Promise<void>;
}

/**
 * Builds what a configuration describes; nothing is contacted before `start`.
 *
 * Rejects when the state directory is in use or can't be written, when a file that
 * the configuration names can't be read, or when an address can't be listened on.
 *
 * @example
 * ```ts
 * const { config } = parseConfig(await readFile("otel.yaml", "utf8"));
 * const service = await createService({ config, log: console.log });
 * service.start();
 * process.once("SIGTERM", () => service.shutdown());
 * ```
 */
export async function createService({
	config,
	log,
}: ServiceOptions): Promise<Service> {
	const { telemetry: settings } = config.service;
	const telemetry = createTelemetry({
		level: settings.logs.level,
		encoding: settings.logs.encoding,
		sampling: settings.logs.sampling,
		write() {},
		clock: systemClock,
		also: log,
	});
	const readers = await startMetricReaders(settings, telemetry, systemClock);
	try {
		const service = await createInnerService({
			config,
			telemetry,
			clock: systemClock,
			print: { write: (text) => process.stdout.write(text), color: false },
		});
		return {
			start: () => service.start(),
			runOnce: (signal) => service.runOnce(signal),
			damaged: service.damaged,
			async shutdown() {
				await service.shutdown();
				await readers.shutdown();
			},
		};
	} catch (error) {
		await readers.shutdown();
		throw error;
	}
}
