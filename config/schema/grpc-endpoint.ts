// The address of a gRPC server, as the Collector writes it: `host:port`, with or
// without a scheme that says whether it is TLS.

import { z } from "zod";
import { EXPECTED, fields } from "./field.ts";

export interface GrpcEndpoint {
	/** As in a URL: an IPv6 address stands in brackets. */
	readonly host: string;
	readonly port: number;
	/** Absent when the endpoint doesn't say. */
	readonly scheme?: "http" | "https" | undefined;
}

const HTTPS_PORT = 443;

/** Undefined when the text is no such address. */
export function parseGrpcEndpoint(text: string): GrpcEndpoint | undefined {
	const match = /^(?:(https?):\/\/)?([^/?#@\s]+)\/?$/i.exec(text);
	if (match === null) return undefined;
	const [, scheme, address] = match as unknown as [string, string, string];
	// The URL parser knows host names, IPv4, IPv6 and ports; its scheme must be one
	// without a default port of its own, or that port would be dropped.
	const url = URL.parse(`grpc://${address}`);
	if (url === null || url.hostname === "") return undefined;
	const lower = scheme?.toLowerCase() as GrpcEndpoint["scheme"];
	if (url.port === "" && lower !== "https") return undefined;
	const port = url.port === "" ? HTTPS_PORT : Number(url.port);
	return port === 0 ? undefined : { host: url.hostname, port, scheme: lower };
}

export function grpcEndpoint() {
	return z
		.string()
		.superRefine((input, context) => {
			if (parseGrpcEndpoint(input) !== undefined) return;
			context.addIssue({ code: "custom", message: EXPECTED });
		})
		.register(fields, {
			type: "host and port",
			expected:
				'a host and a port, such as "localhost:4317" or "https://otlp.example.com:4317"',
			// What is in front of an @ may be a password.
			write: (input: string) => input.replace(/[^/@\s]*@/g, "[REDACTED]@"),
		});
}
