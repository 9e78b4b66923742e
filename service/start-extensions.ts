// The extensions that listen: health_check and status_page. They outlive a service
// that starts anew with a recovered state, because a probe must not fail meanwhile.

import type { Config } from "../config/schema/config.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { ServiceTelemetry } from "./telemetry/create-telemetry.ts";
import { VERSION } from "./version.ts";

export interface StartedExtensions {
	/** The port that each listens on, by its id. */
	readonly ports: Readonly<Record<string, number>>;
	/** From now on probes are told that the process stops. */
	stopping(): void;
	/** Idempotent. */
	shutdown(): Promise<void>;
}

interface Started {
	readonly port: number;
	stopping?(): void;
	close(): Promise<void>;
}

/** Rejects when an address can't be listened on. What is not configured is not loaded. */
export async function startExtensions(
	config: Config,
	telemetry: ServiceTelemetry,
	clock: Clock,
): Promise<StartedExtensions> {
	const started = new Map<string, Started>();
	async function shutdown(): Promise<void> {
		await Promise.all([...started.values()].map((each) => each.close()));
	}
	try {
		for (const id of config.service.extensions) {
			const extension = await start(id, config, telemetry, clock);
			if (extension === undefined) continue;
			started.set(id, extension);
			const own = telemetry.component("extension", id);
			own.report({ status: { state: "ok" } });
			own.logger.info("listening", { port: extension.port });
		}
	} catch (error) {
		await shutdown();
		throw error;
	}
	return {
		ports: Object.fromEntries([...started].map(([id, { port }]) => [id, port])),
		stopping() {
			for (const each of started.values()) each.stopping?.();
		},
		shutdown,
	};
}

async function start(
	id: string,
	config: Config,
	telemetry: ServiceTelemetry,
	clock: Clock,
): Promise<Started | undefined> {
	const extension = config.extensions[id];
	switch (extension?.type) {
		case "health_check": {
			const { startHealthCheck } = await import(
				"../extensions/health-check/start-health-check.ts"
			);
			return startHealthCheck({
				id,
				config: extension,
				pipelines: config.service.pipelines,
				components: telemetry.components,
				clock,
			});
		}
		case "status_page": {
			const [{ startStatusPage }, { measureProcess }, { formatConfig }] =
				await Promise.all([
					import("../extensions/status-page/start-status-page.ts"),
					import("./telemetry/process-metrics.ts"),
					import("../config/format.ts"),
				]);
			const page = await startStatusPage({
				id,
				config: extension,
				version: VERSION,
				receivers: inUse(config, "receivers"),
				exporters: inUse(config, "exporters"),
				configuration: formatConfig(config),
				components: telemetry.components,
				measurements: telemetry.metrics,
				problems: telemetry.problems,
				collect: telemetry.collect,
				clock,
			});
			const endMeasuring = measureProcess(telemetry);
			return {
				port: page.port,
				async close() {
					endMeasuring();
					await page.close();
				},
			};
		}
		default:
			return undefined;
	}
}

function inUse(config: Config, kind: "receivers" | "exporters"): string[] {
	const pipelines = Object.values(config.service.pipelines);
	return [...new Set(pipelines.flatMap((pipeline) => pipeline[kind]))];
}
