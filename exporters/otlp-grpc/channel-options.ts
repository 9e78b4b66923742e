// The configuration in the words of grpc-js.

import { type ChannelOptions, compressionAlgorithms } from "@grpc/grpc-js";
import type { OtlpGrpcExporterConfig } from "../../config/schema/otlp-grpc-exporter.ts";

/** A polled source is silent for minutes, and what lies between may drop a silent connection without telling. */
const IDLE_MS = 60_000;

export function channelOptions(
	{ compression, keepalive, balancer_name, tls }: OtlpGrpcExporterConfig,
	version: string,
): ChannelOptions {
	return {
		"grpc.primary_user_agent": `salesforce-otlp/${version}`,
		"grpc.default_compression_algorithm":
			compression === "gzip"
				? compressionAlgorithms.gzip
				: compressionAlgorithms.identity,
		"grpc.client_idle_timeout_ms": IDLE_MS,
		"grpc.service_config": JSON.stringify({
			loadBalancingConfig: [{ [balancer_name]: {} }],
		}),
		// The one above is all there is: no TXT record is asked for another.
		"grpc.service_config_disable_resolution": 1,
		// Two exporters share no connection, so that one can't hold up the other.
		"grpc.use_local_subchannel_pool": 1,
		"grpc.enable_channelz": 0,
		...(tls?.server_name_override !== undefined && {
			"grpc.ssl_target_name_override": tls.server_name_override,
		}),
		...(keepalive !== undefined && {
			"grpc.keepalive_time_ms": keepalive.time,
			"grpc.keepalive_timeout_ms": keepalive.timeout,
			"grpc.keepalive_permit_without_calls": keepalive.permit_without_stream
				? 1
				: 0,
		}),
	};
}
