// The connections to one origin: TLS, through a proxy where there is one. HTTP/1.1
// only: that is what OTLP/HTTP servers are tested with, and one connection a request
// keeps a slow answer from holding up the others.

import type { ConnectionOptions } from "node:tls";
import type { Dispatcher } from "undici";
import type { TlsConfig } from "../../config/schema/tls.ts";
import { isLoopback } from "../../config/schema/url.ts";
import type { Logger } from "../../pipeline/logger.ts";
import {
	environmentNoProxy,
	environmentProxy,
} from "../../pipeline/proxy-environment.ts";
import type { Secret } from "../../pipeline/secret.ts";
import {
	Agent,
	EnvHttpProxyAgent,
	ProxyAgent,
} from "../../pipeline/undici-parts.ts";
import { watchFiles } from "../../pipeline/watched-files.ts";
import { tlsFiles, tlsOptions } from "./tls.ts";

export interface HttpDispatcherOptions {
	readonly url: URL;
	readonly tls: TlsConfig | undefined;
	/** Wins over those of the environment. */
	readonly proxyUrl: Secret | undefined;
	/** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. */
	readonly env: NodeJS.ProcessEnv;
	readonly connectTimeoutMs: number;
	/** How many requests may be on their way at once. */
	readonly connections: number;
	readonly logger: Logger;
}

export interface HttpDispatcher {
	/** For the next request: a new one when a TLS file has changed. */
	current(): Dispatcher;
	close(): Promise<void>;
}

/** Throws when a TLS file can't be used now; later trouble is a warning, and what was read before is still used. */
export function createHttpDispatcher(
	options: HttpDispatcherOptions,
): HttpDispatcher {
	const files = watchFiles(tlsFiles(options.tls));
	files.changed();
	let dispatcher = connect(options);
	if (options.tls?.insecure_skip_verify) {
		options.logger.warn(
			`the certificate of ${options.url.host} is not verified (tls: insecure_skip_verify), so anyone on the way can read and change what is sent: use ca_file instead`,
		);
	}

	return {
		current() {
			if (!files.changed()) return dispatcher;
			try {
				const renewed = connect(options);
				// What is on its way ends on the old connections.
				void dispatcher.close().catch(() => {});
				dispatcher = renewed;
				options.logger.info("the TLS files have changed and are used anew");
			} catch (error) {
				options.logger.warn(
					`${(error as Error).message}; what was read before is still used`,
				);
			}
			return dispatcher;
		},
		close: () => dispatcher.destroy(),
	};
}

function connect(options: HttpDispatcherOptions): Dispatcher {
	const { url, proxyUrl, env, connections } = options;
	const tls = tlsOptions(options.tls);
	const direct = {
		connections,
		allowH2: false,
		connect: { ...tls, timeout: options.connectTimeoutMs },
		// The one deadline of a request covers them.
		headersTimeout: 0,
		bodyTimeout: 0,
	};
	const proxied = {
		...direct,
		connectTimeout: options.connectTimeoutMs,
		requestTls: { ...tls, allowH2: false },
		proxyTls: { ...trustOf(tls), allowH2: false },
	};
	if (proxyUrl !== undefined) {
		return new ProxyAgent({ ...proxied, uri: proxyUrl.reveal() });
	}
	const proxy = proxyFor(url, env);
	if (proxy === undefined) return new Agent(direct);
	return new EnvHttpProxyAgent({
		...proxied,
		httpProxy: proxy,
		httpsProxy: proxy,
		noProxy: environmentNoProxy(env),
	});
}

/** Never for the own machine. */
function proxyFor(url: URL, env: NodeJS.ProcessEnv): string | undefined {
	if (isLoopback(url)) return undefined;
	return environmentProxy(url.protocol === "https:" ? "https" : "http", env);
}

/** A proxy is trusted like the backend, but it has its own name and gets no client certificate. */
function trustOf({
	ca,
	minVersion,
	rejectUnauthorized,
}: ConnectionOptions): ConnectionOptions {
	return {
		...(ca !== undefined && { ca }),
		...(minVersion !== undefined && { minVersion }),
		...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
	};
}
