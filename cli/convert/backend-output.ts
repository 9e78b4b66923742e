// `convert --endpoint`: straight to a backend, with the receiver's exporter and its
// retries, but without a durable queue: the file is still there.

import { prettifyError } from "zod";
import { otlpHttpExporterSchema } from "../../config/schema/otlp-http-exporter.ts";
import { createOtlpHttpExporter } from "../../exporters/otlp-http/create-otlp-http-exporter.ts";
import { createRetryingSender } from "../../exporters/queue/retrying-sender.ts";
import { systemClock } from "../../pipeline/clock.ts";
import { createTelemetry } from "../../service/telemetry/create-telemetry.ts";
import { VERSION } from "../../service/version.ts";
import type { Format, Output } from "./create-output.ts";

const ID = "otlp_http";

export interface BackendOptions {
	readonly endpoint: string;
	/** `name=value` each. */
	readonly header: readonly string[];
	readonly to: Format;
}

/** Gives a message when the endpoint or a header can't work. */
export function createBackendOutput(options: BackendOptions): Output | string {
	const parsed = otlpHttpExporterSchema.safeParse({
		endpoint: options.endpoint,
		headers: headersOf(options.header),
		encoding: options.to === "otlp_json" ? "json" : "proto",
		// Someone waits at a terminal; the receiver itself never gives up.
		retry_on_failure: { max_elapsed_time: "1m" },
	});
	if (!parsed.success) return prettifyError(parsed.error);
	const telemetry = createTelemetry({
		level: "warn",
		encoding: "console",
		write: (text) => process.stderr.write(text),
		clock: systemClock,
	});
	const exporter = createOtlpHttpExporter(ID, parsed.data, telemetry, {
		version: VERSION,
	});
	const send = createRetryingSender(
		exporter,
		parsed.data.retry_on_failure,
		telemetry,
		systemClock,
	);
	const never = new AbortController().signal;
	let undelivered = 0;
	return {
		async write(records) {
			for (const request of await exporter.encoder.encode(records)) {
				const result = await send(request, never);
				if (result.kind === "accepted") continue;
				undelivered +=
					result.kind === "partial" ? result.rejected : request.records;
				console.error(`${options.endpoint}: ${result.message}`);
			}
		},
		close: () => exporter.shutdown(),
		undelivered: () => undelivered,
		closed: () => false,
	};
}

function headersOf(pairs: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		pairs.map((pair) => {
			const at = pair.indexOf("=");
			return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
		}),
	);
}
