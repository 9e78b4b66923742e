// The parts of undici that are used, without the rest. Its index loads fetch, WebSocket,
// caches and mock agents, too: 13 MiB and 80 ms of CPU at each start.
//
// Invariant: these are undici's own classes, the very same that its index has; where a
// version has them elsewhere, the index is loaded after all.

import { createRequire } from "node:module";
import type * as Undici from "undici";

type Parts = Pick<
	typeof Undici,
	"Agent" | "Dispatcher" | "EnvHttpProxyAgent" | "ProxyAgent"
>;

const require = createRequire(import.meta.url);

export const { Agent, Dispatcher, EnvHttpProxyAgent, ProxyAgent } = load();

function load(): Parts {
	try {
		const parts = {
			Agent: require("undici/lib/dispatcher/agent.js"),
			Dispatcher: require("undici/lib/dispatcher/dispatcher.js"),
			EnvHttpProxyAgent: require("undici/lib/dispatcher/env-http-proxy-agent.js"),
			ProxyAgent: require("undici/lib/dispatcher/proxy-agent.js"),
		} as Parts;
		// As the index does it: request for us, connect for the tunnels of a proxy.
		Object.assign(
			parts.Dispatcher.prototype,
			require("undici/lib/api/index.js"),
		);
		return parts;
	} catch {
		return require("undici") as Parts;
	}
}
