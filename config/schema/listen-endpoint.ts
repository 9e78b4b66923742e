// Where an extension listens, as the Collector writes it: `host:port`.

import { z } from "zod";
import { EXPECTED, fields } from "./field.ts";

export interface ListenEndpoint {
	/** An IPv6 address without its brackets. */
	readonly host: string;
	readonly port: number;
}

/** Undefined when the text is no such address. */
export function parseListenEndpoint(text: string): ListenEndpoint | undefined {
	const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+)):(\d{1,5})$/i.exec(text);
	if (match === null) return undefined;
	const port = Number(match[3]);
	const host = match[1] ?? (match[2] as string);
	return port > 65_535 ? undefined : { host, port };
}

export function listenEndpoint() {
	return z
		.string()
		.refine((input) => parseListenEndpoint(input) !== undefined, EXPECTED)
		.register(fields, {
			type: "host and port",
			expected: 'a host and a port, such as "localhost:13133"',
		});
}

export function urlPath() {
	return z
		.string()
		.regex(/^\/[\w./~-]*$/, EXPECTED)
		.register(fields, {
			type: "path of a URL",
			expected: 'a path that starts with a slash, such as "/health"',
		});
}
