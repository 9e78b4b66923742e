// The connections and the session of one org, put together as its settings say.

import type { SalesforceReceiverConfig } from "../config/schema/salesforce-receiver.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import type { ApiMeter } from "./api/api-meter.ts";
import type { OrgClient } from "./api/client.ts";
import { createSalesforceClient } from "./api/create-client.ts";
import { createDispatcher, type DispatcherOptions } from "./api/dispatcher.ts";
import { createServerClock } from "./api/server-clock.ts";
import { openSession } from "./auth/open-session.ts";

export interface OrgOptions {
	/** The receiver's id. */
	readonly id: string;
	readonly config: SalesforceReceiverConfig;
	/** Where the session is kept; nowhere when absent. */
	readonly stateDirectory?: string | undefined;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	/** Of this program. */
	readonly version: string;
	/** Uniform in [0, 1); Math.random when absent. */
	readonly random?: (() => number) | undefined;
	/** Where proxies are looked up; the process's own when absent. */
	readonly env?: NodeJS.ProcessEnv | undefined;
	readonly meter?: ApiMeter | undefined;
}

export function connectionOf(
	config: SalesforceReceiverConfig,
	env: NodeJS.ProcessEnv,
): DispatcherOptions {
	return {
		connectTimeoutMs: config.connect_timeout,
		idleTimeoutMs: config.idle_timeout,
		tls: config.tls,
		proxyUrl: config.proxy_url,
		env,
	};
}

/** The caller closes it. Throws a `SalesforceError` when a file of the TLS settings can't be read. */
export function connectOrg(options: OrgOptions): OrgClient {
	const { config, clock, telemetry, version } = options;
	const connection = connectionOf(config, options.env ?? process.env);
	const dispatcher = createDispatcher({
		...connection,
		logger: telemetry.logger,
	});
	const serverClock = createServerClock(clock, telemetry.logger);
	const tokens = openSession({
		auth: config.auth,
		instanceUrl: config.instance_url,
		http: { dispatcher, clock, serverClock, version },
		receiver: options.id,
		stateDirectory: options.stateDirectory,
		telemetry,
		random: options.random,
	});
	const client = createSalesforceClient({
		...connection,
		instanceUrl: config.instance_url,
		apiVersion: config.api_version,
		maxConcurrentDownloads: config.max_concurrent_downloads,
		tokens,
		dispatcher,
		version,
		clock,
		serverClock,
		telemetry,
		meter: options.meter,
	});
	return {
		...client,
		async close() {
			await client.close();
			await dispatcher.destroy();
		},
	};
}
