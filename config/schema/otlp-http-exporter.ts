// OTLP over HTTP; the Collector's `otlp_http` keys and defaults.

import { z } from "zod";
import { crossCheck } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { retrySchema } from "./retry-on-failure.ts";
import { sendingQueueSchema } from "./sending-queue.ts";
import { choice, headers } from "./text.ts";
import { tlsSchema } from "./tls.ts";
import { httpUrl } from "./url.ts";

export const otlpHttpExporterSchema = crossCheck(
	z.strictObject({
		endpoint: httpUrl()
			.optional()
			.describe(
				"The base URL; `/v1/logs` is appended. Required unless `logs_endpoint` is set.",
			),
		logs_endpoint: httpUrl()
			.optional()
			.describe("The full URL, used as it is; it wins over `endpoint`."),
		headers: headers()
			.prefault({})
			.describe("Headers of every request. Their values are never shown."),
		encoding: choice(["proto", "json"])
			.prefault("proto")
			.describe("OTLP as Protobuf or as JSON."),
		compression: choice(["gzip", "none"])
			.prefault("gzip")
			.describe("How request bodies are compressed."),
		timeout: duration()
			.prefault("30s")
			.describe("How long one request may take."),
		tls: tlsSchema.optional().describe("TLS to the backend."),
		retry_on_failure: retrySchema
			.prefault({})
			.describe("How requests that failed are tried again."),
		sending_queue: sendingQueueSchema({ enabled: true })
			.prefault({})
			.describe("The durable queue in front of the backend."),
	}),
	(value, report) => {
		if (value.endpoint === undefined && value.logs_endpoint === undefined) {
			report("at least one of `endpoint`, `logs_endpoint` is required");
		}
	},
);

export type OtlpHttpExporterConfig = z.output<typeof otlpHttpExporterSchema>;
