// The way to a host, layer by layer, so that the first one that fails is named. With a
// proxy between, the proxy resolves the name and opens the connection; then only the
// way to the proxy can be seen from here, and the rest by what comes through it.

import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { transportError } from "../../receiver/api/transport-error.ts";
import { type Check, type Finding, fail, pass, skip, warn } from "./check.ts";

export interface Way {
	/** http or https, without a path. */
	readonly origin: string;
	/** The proxy's address without credentials; undefined for a direct connection. */
	readonly proxy: string | undefined;
	readonly connectTimeoutMs: number;
	readonly tls: () => ConnectionOptions;
}

const DAY_MS = 86_400_000;
const EXPIRES_SOON_MS = 14 * DAY_MS;

/** `DNS`, `proxy`, `TCP` and `TLS`. */
export function networkChecks(way: Way): Check[] {
	const url = new URL(way.origin);
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const port = portOf(url);
	return [
		{
			name: "DNS",
			needs: [],
			async run() {
				if (isIP(host)) return skip(`${host} is an address`);
				if (way.proxy !== undefined) return skip("the proxy resolves the name");
				return resolves(host);
			},
		},
		{
			name: "proxy",
			needs: [],
			async run(signal) {
				if (way.proxy === undefined)
					return pass("none: connections are direct");
				const proxy = new URL(way.proxy);
				try {
					const ms = await opens(
						proxy.hostname.replace(/^\[|\]$/g, ""),
						portOf(proxy),
						way.connectTimeoutMs,
						signal,
					);
					return pass(`${proxy.origin} answers after ${ms} ms`);
				} catch (error) {
					signal.throwIfAborted();
					return fail(
						(error as Error).message,
						"Check proxy_url, or HTTPS_PROXY and NO_PROXY in the environment, and that the proxy runs.",
					);
				}
			},
		},
		{
			name: "TCP",
			needs: ["DNS"],
			async run(signal) {
				if (way.proxy !== undefined) return skip("the proxy connects");
				const ms = await opens(host, port, way.connectTimeoutMs, signal);
				return pass(`port ${port} answers after ${ms} ms`);
			},
		},
		{
			name: "TLS",
			needs: ["TCP"],
			async run(signal) {
				if (url.protocol === "http:") {
					return skip("plain http, which is for this machine only");
				}
				if (way.proxy !== undefined) {
					return skip("made through the proxy: the next checks tell");
				}
				return secured(host, port, way, signal);
			},
		},
	];
}

function portOf(url: URL): number {
	if (url.port !== "") return Number(url.port);
	return url.protocol === "http:" ? 80 : 443;
}

async function resolves(host: string): Promise<Finding> {
	try {
		const addresses = await lookup(host, { all: true });
		return pass(addresses.map(({ address }) => address).join(", "));
	} catch (error) {
		throw transportError(error, host);
	}
}

/** How long it took, in ms. */
async function opens(
	host: string,
	port: number,
	timeoutMs: number,
	signal: AbortSignal,
): Promise<number> {
	const started = performance.now();
	const socket = connectTcp({ host, port });
	try {
		await settled(socket, "connect", timeoutMs, signal);
		return Math.round(performance.now() - started);
	} catch (error) {
		throw transportError(error, `${host}:${port}`);
	} finally {
		socket.destroy();
	}
}

async function secured(
	host: string,
	port: number,
	way: Way,
	signal: AbortSignal,
): Promise<Finding> {
	const options = way.tls();
	const socket = connectTls({
		host,
		port,
		// An address is no server name.
		...(isIP(host) ? {} : { servername: host }),
		...options,
	});
	try {
		await settled(socket, "secureConnect", way.connectTimeoutMs, signal);
		const { issuer, valid_to } = socket.getPeerCertificate();
		const by = [issuer?.O, issuer?.CN].filter(Boolean).join(", ");
		const end = new Date(valid_to);
		const found = `${socket.getProtocol()}, certificate by ${by || "nobody named"}, until ${end.toISOString().slice(0, 10)}`;
		if (options.rejectUnauthorized === false) {
			return warn(
				`${found}, not verified`,
				"Anyone on the way can read and change what is sent: take tls.insecure_skip_verify out, and name the CA in tls.ca_file.",
			);
		}
		return end.getTime() - Date.now() < EXPIRES_SOON_MS
			? warn(found, "The certificate ends soon: its owner has to renew it.")
			: pass(found);
	} catch (error) {
		throw transportError(error, `${host}:${port}`);
	} finally {
		socket.destroy();
	}
}

function settled(
	socket: ReturnType<typeof connectTcp>,
	event: "connect" | "secureConnect",
	timeoutMs: number,
	signal: AbortSignal,
): Promise<void> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		if (signal.aborted) abort();
		signal.addEventListener("abort", abort, { once: true });
		socket.setTimeout(timeoutMs, () =>
			reject(
				Object.assign(new Error(`no connection within ${timeoutMs} ms`), {
					code: "ETIMEDOUT",
				}),
			),
		);
		socket.once("error", reject);
		socket.once(event, () => resolve());
	});
}
