// The connections to Salesforce, through a proxy where there is one: one pool for an
// origin, shared by logins and requests of one receiver. No total time-out: a log file may take as long as it
// takes, as long as bytes come.

import { readFileSync } from "node:fs";
import {
	type ConnectionOptions,
	createSecureContext,
	type SecureVersion,
} from "node:tls";
import type { Dispatcher } from "undici";
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
import { createRenewedDispatcher } from "./renewed-dispatcher.ts";
import { SalesforceError } from "./salesforce-error.ts";

/** Salesforce lets a SOQL query run for two minutes before it answers. */
const HEADERS_TIMEOUT_MS = 150_000;

/** What the client uses of the `tls` settings. */
export interface TlsOptions {
	readonly insecure_skip_verify?: boolean | undefined;
	readonly ca_file?: string | undefined;
	readonly ca_pem?: string | undefined;
	readonly cert_file?: string | undefined;
	readonly cert_pem?: string | undefined;
	readonly key_file?: string | undefined;
	readonly key_pem?: Secret | undefined;
	readonly min_version?: "1.2" | "1.3" | undefined;
	readonly server_name_override?: string | undefined;
}

export interface DispatcherOptions {
	readonly connectTimeoutMs: number;
	/** How long an answer may pause between two bytes. */
	readonly idleTimeoutMs: number;
	readonly tls?: TlsOptions | undefined;
	/** How long the first byte of an answer may take. */
	readonly headersTimeoutMs?: number | undefined;
	/** Wins over those of the environment, and is used for the own machine, too. */
	readonly proxyUrl?: Secret | undefined;
	/** Where HTTPS_PROXY and NO_PROXY are looked up; nowhere when absent. */
	readonly env?: NodeJS.ProcessEnv | undefined;
	/** Told when a TLS file has changed. */
	readonly logger?: Logger | undefined;
}

/** Plain http is for loopback hosts only, so HTTP_PROXY has nothing to do here. */
const OWN_MACHINE = "localhost,.localhost,127.0.0.1,::1";

/**
 * Throws a `SalesforceError` when a file of the TLS settings can't be read; one that
 * changes later is used from then on. The caller destroys it.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
	const { ca_file, cert_file, key_file } = options.tls ?? {};
	const files = [ca_file, cert_file, key_file].filter(
		(file) => file !== undefined,
	);
	if (files.length === 0) return connect(options);
	return createRenewedDispatcher({
		files,
		connect: () => connect(options),
		logger: options.logger,
	});
}

function connect(options: DispatcherOptions): Dispatcher {
	const { connectTimeoutMs: timeout, proxyUrl, env = {} } = options;
	const tls = options.tls === undefined ? {} : secureContext(options.tls);
	const direct = {
		// One body per connection: with HTTP/2, one slow reader's back-pressure
		// and one reset would be shared by all files of the connection.
		allowH2: false,
		headersTimeout: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
		bodyTimeout: options.idleTimeoutMs,
		connect: { ...tls, timeout },
	};
	const proxied = {
		...direct,
		connectTimeout: timeout,
		requestTls: { ...tls, allowH2: false },
		proxyTls: { ...trustOf(tls), allowH2: false },
	};
	if (proxyUrl !== undefined) {
		return new ProxyAgent({ ...proxied, uri: proxyUrl.reveal() });
	}
	const proxy = environmentProxy("https", env);
	if (proxy === undefined) return new Agent(direct);
	return new EnvHttpProxyAgent({
		...proxied,
		httpProxy: proxy,
		httpsProxy: proxy,
		noProxy: `${OWN_MACHINE},${environmentNoProxy(env)}`,
	});
}

/** A proxy is trusted like Salesforce, but it has its own name and gets no client certificate. */
function trustOf({ ca, minVersion, rejectUnauthorized }: ConnectionOptions) {
	return {
		...(ca !== undefined && { ca }),
		...(minVersion !== undefined && { minVersion }),
		...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
	};
}

export function secureContext(tls: TlsOptions): ConnectionOptions {
	const ca = tls.ca_pem ?? read("tls.ca_file", tls.ca_file);
	const cert = tls.cert_pem ?? read("tls.cert_file", tls.cert_file);
	const key = tls.key_pem?.reveal() ?? read("tls.key_file", tls.key_file);
	checkPair(cert, key);
	return {
		...(ca === undefined ? {} : { ca }),
		...(cert === undefined ? {} : { cert }),
		...(key === undefined ? {} : { key }),
		...(tls.server_name_override === undefined
			? {}
			: { servername: tls.server_name_override }),
		...(tls.min_version === undefined
			? {}
			: { minVersion: `TLSv${tls.min_version}` satisfies SecureVersion }),
		rejectUnauthorized: tls.insecure_skip_verify !== true,
	};
}

/** In the middle of an exchange of the two files they don't belong together. */
function checkPair(cert: string | undefined, key: string | undefined): void {
	if (cert === undefined && key === undefined) return;
	try {
		createSecureContext({ cert, key });
	} catch (error) {
		throw new SalesforceError("client_certificate_unusable", {
			where: "tls",
			found: error instanceof Error ? error.message : String(error),
			cause: error,
		});
	}
}

function read(setting: string, file: string | undefined): string | undefined {
	if (file === undefined) return undefined;
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw new SalesforceError("tls_file_unreadable", {
			where: setting,
			found: error instanceof Error ? error.message : String(error),
			cause: error,
		});
	}
}
