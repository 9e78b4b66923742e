// The extensions that listen: health_check and status_page. They outlive a service
// that starts anew with a recovered state, because a probe must not fail meanwhile.

import type { Config } from "../config/schema/config.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { ServiceTelemetry } from "./telemetry/create-telemetry.ts";

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
		default:
			return undefined;
	}
}
