// OTLP over HTTP; the Collector's `otlp_http` keys and defaults.

import { z } from "zod";
import { crossCheck } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { headerFiles } from "./header-files.ts";
import { oneSourceForEachHeader } from "./header-sources.ts";
import { bool, size } from "./number.ts";
import { exporterAuthSchema } from "./oauth2client.ts";
import { retrySchema } from "./retry-on-failure.ts";
import { sendingQueueSchema } from "./sending-queue.ts";
import { choice, headers } from "./text.ts";
import { tlsSchema } from "./tls.ts";
import { httpUrl, proxyUrl } from "./url.ts";

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
		header_files: headerFiles()
			.prefault({})
			.describe("Headers whose values are read from files."),
		auth: exporterAuthSchema
			.optional()
			.describe("Credentials that are fetched and renewed."),
		proxy_url: proxyUrl()
			.optional()
			.register(fields, {
				defaultText:
					"`$HTTPS_PROXY` or `$HTTP_PROXY`, without the hosts of `$NO_PROXY` and without loopback",
			})
			.describe(
				"The proxy to the backend, user and password included if it wants them.",
			),
		encoding: choice(["proto", "json"])
			.prefault("proto")
			.describe("OTLP as Protobuf or as JSON."),
		compression: choice(["gzip", "zstd", "none"])
			.prefault("gzip")
			.describe(
				"How request bodies are compressed. `zstd` makes a sixth fewer bytes than `gzip` for as much processor time, but not every backend takes it; a Collector does.",
			),
		timeout: duration()
			.prefault("30s")
			.describe("How long one request may take."),
		tls: tlsSchema
			.optional()
			.describe("TLS to the backend. Files are read again when they change."),
		max_record_size: size()
			.optional()
			.register(fields, { defaultText: "no limit" })
			.describe(
				"Records that are larger, before compression, are set aside instead of being sent, for a backend that skips them without a word (VictoriaLogs: `2MB`).",
			),
		max_age: duration()
			.optional()
			.register(fields, { defaultText: "no limit" })
			.describe(
				"Records that are older when they are to be sent are set aside instead, for a backend that skips them without a word (VictoriaLogs: its retention).",
			),
		instance_id_from_event_type: bool()
			.prefault(false)
			.describe(
				"For Loki, which refuses what is an hour behind in its stream: writes organization and event type into the resource attribute `service.instance.id`, so that each event type is a stream of its own, in time order. Set `num_consumers: 1` besides.",
			),
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
		oneSourceForEachHeader(value, report);
	},
);

export type OtlpHttpExporterConfig = z.output<typeof otlpHttpExporterSchema>;
