// The main command: runs the service until a signal asks it to stop.

import type { TelemetryConfig } from "../config/schema/telemetry.ts";
import { systemClock } from "../pipeline/clock.ts";
import { createService, type Service } from "../service/create-service.ts";
import { listenForShutdown } from "../service/shutdown-signals.ts";
import {
	type StartedExtensions,
	startExtensions,
} from "../service/start-extensions.ts";
import {
	createTelemetry,
	type ServiceTelemetry,
} from "../service/telemetry/create-telemetry.ts";
import type { MetricReaders } from "../service/telemetry/metric-readers.ts";
import type { OtlpLogOutput } from "../service/telemetry/otlp-log-output.ts";
import { VERSION } from "../service/version.ts";
import { colorOf } from "./color.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";
import { readConfig } from "./read-config.ts";

/** Before everything starts again with a recovered state; doubled each time. */
const FIRST_RESTART_MS = 1_000;
const MAX_RESTART_MS = 600_000;

export async function run(uris: readonly string[]): Promise<number> {
	const config = await readConfig(uris);
	if (config === undefined) return EXIT_USAGE;

	const { logs } = config.service.telemetry;
	const overOtlp = await ownLogOverOtlp(config.service.telemetry);
	const telemetry = createTelemetry({
		level: logs.level,
		encoding: logs.encoding,
		sampling: logs.sampling,
		write: (text) => process.stderr.write(text),
		clock: systemClock,
		also: overOtlp?.write,
	});

	const signals = listenForShutdown((code) => process.exit(code));
	const stop = new AbortController();
	const asked = signals.received.then((signal) => {
		telemetry.logger.info("stopping", { signal });
		stop.abort();
	});
	let service: Service | undefined;
	let readers: MetricReaders | undefined;
	let extensions: StartedExtensions | undefined;
	try {
		readers = await metricReaders(config.service.telemetry, telemetry);
		extensions = await startExtensions(config, telemetry, systemClock);
		for (let pause = FIRST_RESTART_MS; !stop.signal.aborted; pause *= 2) {
			service = await createService({
				config,
				telemetry,
				clock: systemClock,
				print: {
					write: (text) => process.stdout.write(text),
					color: colorOf(process.stdout),
				},
			});
			service.start();
			telemetry.logger.info("everything is ready", { version: VERSION });
			const damage = await Promise.race([asked, service.damaged]);
			if (damage === undefined) break;
			const wait = Math.min(pause, MAX_RESTART_MS);
			telemetry.logger.error(
				`${damage.message}; everything stops now, and starts again with a new state file`,
				{ next_attempt_in_s: wait / 1_000 },
			);
			await service.shutdown();
			await systemClock.sleep(wait, stop.signal).catch(() => {});
		}
		return EXIT_OK;
	} catch (error) {
		telemetry.logger.error(message(error));
		return EXIT_FAILED;
	} finally {
		extensions?.stopping();
		await service?.shutdown();
		telemetry.logger.info("stopped", {
			records_accepted: telemetry.metrics.total(
				"otelcol_receiver_accepted_log_records",
			),
			records_sent: telemetry.metrics.total(
				"otelcol_exporter_sent_log_records",
			),
		});
		await readers?.shutdown();
		await extensions?.shutdown();
		await overOtlp?.shutdown();
		signals.release();
	}
}

// Both load SDKs that are as large as the rest of the program, so only where they are
// configured.

async function ownLogOverOtlp({
	logs,
	resource,
}: TelemetryConfig): Promise<OtlpLogOutput | undefined> {
	if (logs.processors.length === 0) return undefined;
	const { createOtlpLogOutput } = await import(
		"../service/telemetry/otlp-log-output.ts"
	);
	return createOtlpLogOutput(
		logs.processors.map(({ batch }) => batch.exporter.otlp_http),
		resource,
	);
}

async function metricReaders(
	config: TelemetryConfig,
	telemetry: ServiceTelemetry,
): Promise<MetricReaders | undefined> {
	if (config.metrics.readers.length === 0) return undefined;
	const { startMetricReaders } = await import(
		"../service/telemetry/metric-readers.ts"
	);
	return startMetricReaders(config, telemetry, systemClock);
}

function message(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
