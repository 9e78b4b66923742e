// The environment variables that are enough to run without a file, and the key
// that each one sets.

import type { StreamName } from "../schema/streams.ts";

export interface Variable {
	readonly name: string;
	/** The key that it sets. */
	readonly path: readonly string[];
	readonly help: string;
	readonly required?: boolean;
}

const RECEIVER = ["receivers", "salesforce"] as const;
export const AUTH = [...RECEIVER, "auth"] as const;
export const STREAMS = [...RECEIVER, "streams"] as const;
export const EXPORTERS = ["exporters"] as const;
export const EXPORTER = [...EXPORTERS, "otlp_http"] as const;
export const RESOURCE = [...RECEIVER, "resource"] as const;

export const salesforceVariables: readonly Variable[] = [
	{
		name: "SALESFORCE_INSTANCE_URL",
		path: [...RECEIVER, "instance_url"],
		help: "The org's My Domain URL.",
		required: true,
	},
	{
		name: "SALESFORCE_AUTH_CACHE",
		path: [...AUTH, "cache"],
		help: "`true` keeps the access token in the state directory.",
	},
	{
		name: "SALESFORCE_API_VERSION",
		path: [...RECEIVER, "api_version"],
		help: "The version of the Salesforce REST API.",
	},
	{
		name: "SALESFORCE_STATE_DIRECTORY",
		path: ["extensions", "file_storage", "directory"],
		help: "The state directory.",
	},
];

/**
 * What an org without a file is read for: who came, who went, who changed the setup.
 * Every edition has these. Apex events can be far more than all others together, and
 * most of them need a licence, so they are asked for by name.
 */
export const DEFAULT_STREAMS: readonly StreamName[] = [
	"login",
	"logout",
	"setup_audit_trail",
];

/** Streams that need no settings. */
export const PLAIN_STREAMS: readonly StreamName[] = [
	"login",
	"logout",
	"apex",
	"setup_audit_trail",
	"event_log_files",
];

export const streamsVariable: Variable = {
	name: "SALESFORCE_STREAMS",
	path: STREAMS,
	help: `What to read: some of ${codes(PLAIN_STREAMS)}, separated by commas. Without it: ${codes(DEFAULT_STREAMS)}.`,
};

/** They set a key of every stream that is read and has it. */
export const everyStreamVariables: readonly Variable[] = [
	{
		name: "SALESFORCE_LOG_FILE_INTERVAL",
		path: [...STREAMS, "*", "log_file_interval"],
		help: "`hourly` or `daily` files.",
	},
	{
		name: "SALESFORCE_POLL_INTERVAL",
		path: [...STREAMS, "*", "poll_interval"],
		help: "How often to ask for what is new.",
	},
	{
		name: "SALESFORCE_INITIAL_LOOKBACK",
		path: [...STREAMS, "*", "initial_lookback"],
		help: "How far back the very first poll reaches.",
	},
];

function codes(names: readonly string[]): string {
	return names.map((name) => `\`${name}\``).join(", ");
}

/** What comes after `OTEL_EXPORTER_OTLP_`; the variant with `LOGS_` before it wins. */
export const otlpVariables: readonly Variable[] = [
	{
		name: "HEADERS",
		path: [...EXPORTER, "headers"],
		help: "`key=value` pairs, separated by commas, values percent-encoded.",
	},
	{
		name: "TIMEOUT",
		path: [...EXPORTER, "timeout"],
		help: "How long one request may take, in milliseconds.",
	},
	{
		name: "COMPRESSION",
		path: [...EXPORTER, "compression"],
		help: "`gzip`, `zstd` or `none`.",
	},
	{
		name: "PROTOCOL",
		path: [...EXPORTER, "encoding"],
		help: "`http/protobuf` or `http/json`; with `grpc` the exporter is `otlp_grpc`, and the variables set its keys.",
	},
	{
		name: "CERTIFICATE",
		path: [...EXPORTER, "tls", "ca_file"],
		help: "Certificates to trust, as a PEM file.",
	},
	{
		name: "CLIENT_CERTIFICATE",
		path: [...EXPORTER, "tls", "cert_file"],
		help: "The client certificate, as a PEM file.",
	},
	{
		name: "CLIENT_KEY",
		path: [...EXPORTER, "tls", "key_file"],
		help: "The key of the client certificate, as a PEM file.",
	},
];

/** These two set different keys of `otlp_http`, and one key of `otlp_grpc`. */
export const endpointVariables: readonly Variable[] = [
	{
		name: "OTEL_EXPORTER_OTLP_ENDPOINT",
		path: [...EXPORTER, "endpoint"],
		help: "The base URL; `/v1/logs` is appended. For gRPC, host and port: `http://` in front is plain text.",
	},
	{
		name: "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
		path: [...EXPORTER, "logs_endpoint"],
		help: "The full URL, used as it is; it wins.",
	},
];

export const resourceVariables: readonly Variable[] = [
	{
		name: "OTEL_RESOURCE_ATTRIBUTES",
		path: RESOURCE,
		help: "Extra resource attributes: `key=value` pairs, separated by commas, values percent-encoded.",
	},
	{
		name: "OTEL_SERVICE_NAME",
		path: [...RESOURCE, "service.name"],
		help: "The resource attribute `service.name`; wins over `OTEL_RESOURCE_ATTRIBUTES`.",
	},
];

export const DEFAULT_ENDPOINTS = {
	otlp_http: "http://localhost:4318",
	otlp_grpc: "http://localhost:4317",
} as const;
