// Whether a request is meant for this page. A web page elsewhere can point a name of
// its own at this machine and ask in the browser of somebody here; its name stands in
// the Host header then.

import type { IncomingMessage } from "node:http";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

export function isAllowedHost(
	{ headers, socket }: Pick<IncomingMessage, "headers" | "socket">,
	endpointHost: string,
	allowed: readonly string[],
): boolean {
	const host = hostName(headers.host);
	if (host === undefined) return false;
	// An IPv4 client of an IPv6 socket.
	const own = socket.localAddress?.replace(/^::ffff:/, "");
	return (
		LOOPBACK.has(host) ||
		host === own ||
		host === endpointHost.toLowerCase() ||
		allowed.some((name) => name.toLowerCase() === host)
	);
}

/** Without the port, and an IPv6 address without its brackets. */
function hostName(header: string | undefined): string | undefined {
	const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d+)?$/i.exec(
		header ?? "",
	);
	return (match?.[1] ?? match?.[2])?.toLowerCase();
}
