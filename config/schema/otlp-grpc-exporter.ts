// OTLP over gRPC; the Collector's `otlp_grpc` keys. One deliberate difference: a
// request has 30 s instead of 5 s, because a backend that takes longer than the
// limit gets the same request again, and retries never give up.

import { z } from "zod";
import { crossCheck } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { grpcEndpoint } from "./grpc-endpoint.ts";
import { headerFiles } from "./header-files.ts";
import { oneSourceForEachHeader } from "./header-sources.ts";
import { bool, size } from "./number.ts";
import { exporterAuthSchema } from "./oauth2client.ts";
import { retrySchema } from "./retry-on-failure.ts";
import { sendingQueueSchema } from "./sending-queue.ts";
import { choice, headers } from "./text.ts";
import { tlsSchema } from "./tls.ts";

const keepaliveSchema = z.strictObject({
	time: duration()
		.prefault("10s")
		.describe(
			"How long a connection may be silent before it is pinged. Servers refuse clients that ping too often: many allow one ping in five minutes.",
		),
	timeout: duration()
		.prefault("10s")
		.describe("How long the answer to a ping may take."),
	permit_without_stream: bool()
		.prefault(false)
		.describe("Ping also while no request is under way."),
});

export const otlpGrpcExporterSchema = crossCheck(
	z.strictObject({
		endpoint: grpcEndpoint().describe(
			"`host:port`. With `http://` in front it is plain text, with `https://` TLS; without, TLS unless `tls: insecure` is true. A proxy is taken from `grpc_proxy`, `https_proxy` or `http_proxy`, with the exceptions of `no_proxy`.",
		),
		headers: headers()
			.prefault({})
			.describe("Metadata of every request. Their values are never shown."),
		header_files: headerFiles()
			.prefault({})
			.describe("Headers whose values are read from files."),
		auth: exporterAuthSchema
			.optional()
			.describe("Credentials that are fetched and renewed."),
		compression: choice(["gzip", "none"])
			.prefault("gzip")
			.describe("How messages are compressed."),
		timeout: duration()
			.prefault("30s")
			.describe(
				"How long one request may take. (The Collector's default is `5s`.)",
			),
		tls: tlsSchema
			.optional()
			.describe("TLS to the backend. Files are read again when they change."),
		max_record_size: size()
			.optional()
			.register(fields, { defaultText: "no limit" })
			.describe(
				"Records that are larger, before compression, are set aside instead of being sent.",
			),
		max_age: duration()
			.optional()
			.register(fields, { defaultText: "no limit" })
			.describe(
				"Records that are older when they are to be sent are set aside instead.",
			),
		keepalive: keepaliveSchema
			.optional()
			.describe(
				"Pings on a silent connection. None by default: a connection that is not used for a minute is closed, and one that did not answer in time is made anew.",
			),
		balancer_name: choice(["round_robin", "pick_first"])
			.prefault("round_robin")
			.describe(
				"How requests are spread when the host name has several addresses.",
			),
		retry_on_failure: retrySchema
			.prefault({})
			.describe("How requests that failed are tried again."),
		sending_queue: sendingQueueSchema({ enabled: true })
			.prefault({})
			.describe("The durable queue in front of the backend."),
	}),
	oneSourceForEachHeader,
);

export type OtlpGrpcExporterConfig = z.output<typeof otlpGrpcExporterSchema>;
