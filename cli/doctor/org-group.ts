// Everything that is looked at of one receiver's org.

import type { ConnectionOptions } from "node:tls";
import type { Dispatcher } from "undici";
import type { SalesforceReceiverConfig } from "../../config/schema/salesforce-receiver.ts";
import type { Clock } from "../../pipeline/clock.ts";
import {
	environmentNoProxy,
	environmentProxy,
} from "../../pipeline/proxy-environment.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import {
	createDispatcher,
	secureContext,
} from "../../receiver/api/dispatcher.ts";
import { connectionOf, connectOrg } from "../../receiver/connect-org.ts";
import { planStreams } from "../../receiver/plan-streams.ts";
import type { CheckGroup } from "./check.ts";
import { networkChecks } from "./network.ts";
import { eventTypeChecks } from "./org/event-types.ts";
import { objectChecks } from "./org/objects.ts";
import type { OrgUnderTest } from "./org/org-under-test.ts";
import { sessionChecks } from "./org/session.ts";
import { versionChecks } from "./org/versions.ts";

export interface OrgGroupOptions {
	readonly id: string;
	readonly config: SalesforceReceiverConfig;
	readonly telemetry: Telemetry;
	readonly clock: Clock;
	readonly version: string;
	readonly env: NodeJS.ProcessEnv;
}

export interface OrgGroup extends CheckGroup {
	close(): Promise<void>;
}

/** Throws a `SalesforceError` when a file of the TLS settings can't be read. */
export function orgGroup(options: OrgGroupOptions): OrgGroup {
	const { id, config, clock, version, env } = options;
	// No state directory: a session that is kept there is the service's.
	const client = connectOrg(options);
	const dispatcher: Dispatcher = createDispatcher(connectionOf(config, env));
	const org: OrgUnderTest = {
		config,
		plans: planStreams(config.streams),
		client,
		dispatcher,
		clock,
		version,
	};
	return {
		subject: `receiver ${id}: ${config.instance_url}`,
		checks: [
			...networkChecks({
				origin: config.instance_url,
				proxy: proxyOf(config, env),
				connectTimeoutMs: config.connect_timeout,
				tls: (): ConnectionOptions =>
					config.tls === undefined ? {} : secureContext(config.tls),
			}),
			...versionChecks(org),
			...sessionChecks(org),
			...objectChecks(org),
			...eventTypeChecks(org),
		],
		async close() {
			await client.close();
			await dispatcher.destroy();
		},
	};
}

/** As the dispatcher chooses it; without its credentials. */
function proxyOf(
	config: SalesforceReceiverConfig,
	env: NodeJS.ProcessEnv,
): string | undefined {
	const configured = config.proxy_url?.reveal();
	if (configured !== undefined) return new URL(configured).origin;
	const proxy = environmentProxy("https", env);
	const { hostname, protocol } = new URL(config.instance_url);
	// Plain http is for this machine, which is never reached by the environment's proxy.
	if (proxy === undefined || protocol === "http:") return undefined;
	const direct = environmentNoProxy(env)
		.split(",")
		.map((entry) =>
			entry
				.trim()
				.replace(/^\*?\./, "")
				.replace(/:\d+$/, ""),
		)
		.filter((entry) => entry !== "")
		.some(
			(entry) =>
				entry === "*" || hostname === entry || hostname.endsWith(`.${entry}`),
		);
	return direct ? undefined : new URL(proxy).origin;
}
