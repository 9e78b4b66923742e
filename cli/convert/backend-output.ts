// `convert --endpoint`: straight to a backend, with the receiver's exporter and its
// retries, but without a durable queue: the file is still there.

import { prettifyError } from "zod";
import { otlpHttpExporterSchema } from "../../config/schema/otlp-http-exporter.ts";
import { createOtlpHttpExporter } from "../../exporters/otlp-http/create-otlp-http-exporter.ts";
import { createRetryingSender } from "../../exporters/queue/retrying-sender.ts";
import { systemClock } from "../../pipeline/clock.ts";
import type { EncodedRequest, SendResult } from "../../pipeline/exporter.ts";
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
	/** The last answer to a single attempt. */
	let last: SendResult | undefined;
	const send = createRetryingSender(
		{
			...exporter,
			async send(request, signal) {
				last = await exporter.send(request, signal);
				return last;
			},
		},
		parsed.data.retry_on_failure,
		telemetry,
		systemClock,
	);
	const never = new AbortController().signal;
	let undelivered = 0;
	let failure: Error | undefined;

	/** False when it is no use to go on. */
	async function deliver(request: EncodedRequest): Promise<boolean> {
		const result = await send(request, never);
		if (result.kind === "accepted") return true;
		if (result.kind === "too_large" && request.records > 1) {
			const half = Math.ceil(request.records / 2);
			const { slice } = exporter.encoder;
			return (
				(await deliver(await slice(request, 0, half))) &&
				(await deliver(await slice(request, half, request.records - half)))
			);
		}
		undelivered +=
			result.kind === "partial" ? result.rejected : request.records;
		if (result.kind === "permanent" && last?.kind === "retry") {
			// It would be as long in vain for each of the other requests.
			failure = new Error(result.message);
			return false;
		}
		console.error(`${options.endpoint}: ${result.message}`);
		return true;
	}

	return {
		async write(records) {
			for (const request of await exporter.encoder.encode(records)) {
				if (!(await deliver(request))) return false;
			}
			return true;
		},
		close: () => exporter.shutdown(),
		undelivered: () => undelivered,
		failure: () => failure,
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
