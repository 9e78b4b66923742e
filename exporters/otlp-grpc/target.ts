// Where the calls go, and whether over TLS.

import { parseGrpcEndpoint } from "../../config/schema/grpc-endpoint.ts";
import type { OtlpGrpcExporterConfig } from "../../config/schema/otlp-grpc-exporter.ts";

export interface Target {
	/** In the syntax of gRPC's name resolution. */
	readonly name: string;
	readonly plain: boolean;
}

/** Throws for what can't be a target. */
export function targetOf({
	endpoint,
	tls,
}: Pick<OtlpGrpcExporterConfig, "endpoint" | "tls">): Target {
	const parsed = parseGrpcEndpoint(endpoint);
	if (parsed === undefined) {
		throw new Error(
			"the endpoint must be a host and a port, for example localhost:4317",
		);
	}
	const { host, port, scheme } = parsed;
	return {
		name: `dns:${host}:${port}`,
		// The scheme decides; without one, `insecure`. As in the Collector.
		plain: scheme === undefined ? tls?.insecure === true : scheme === "http",
	};
}
