// The `otlp_http` exporter: stored bytes to a backend, and the backend's answer as
// a SendResult.
//
// Not on the stock @opentelemetry/exporter-logs-otlp-http, for our data: that one
// hides the status code, Retry-After and the rejected count from its caller,
// retries for ten seconds at most, and forgets what it could not send. The wire
// format comes from the same serializers that it uses.

import type { OtlpHttpExporterConfig } from "../../config/schema/otlp-http-exporter.ts";
import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type { Exporter, SendResult } from "../../pipeline/exporter.ts";
import { REDACTED } from "../../pipeline/secret.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { classifyAnswer } from "./classify.ts";
import { describeConnectionError } from "./connection-error.ts";
import { createOtlpEncoder } from "./encoder.ts";
import { logsUrl } from "./endpoint.ts";
import { tlsOptions } from "./tls.ts";
import { createTransport } from "./transport.ts";

export interface OtlpHttpExporterOptions {
	/** Of the product; goes into User-Agent. */
	readonly version: string;
	readonly clock?: Clock;
}

/**
 * Throws when the endpoint or a TLS file can't be used. `telemetry` is already
 * marked with the component.
 */
export function createOtlpHttpExporter(
	id: string,
	config: OtlpHttpExporterConfig,
	telemetry: Telemetry,
	{ version, clock = systemClock }: OtlpHttpExporterOptions,
): Exporter {
	const url = logsUrl(config);
	const target = `${url.origin}${url.pathname}`;
	if (config.tls?.insecure_skip_verify) {
		telemetry.logger.warn(
			`the certificate of ${url.host} is not verified (tls: insecure_skip_verify), so anyone on the way can read and change what is sent: use ca_file instead`,
		);
	}
	const { sending_queue: queue } = config;
	const transport = createTransport({
		url,
		tls: tlsOptions(config.tls),
		timeoutMs: config.timeout,
		connections: queue.num_consumers,
	});
	const configured = revealed(config.headers);

	function described(result: SendResult): SendResult {
		return "message" in result
			? { ...result, message: redact(result.message, configured) }
			: result;
	}

	return {
		id,
		encoder: createOtlpEncoder({
			encoding: config.encoding,
			compression: config.compression,
			maxSize: queue.batch.max_size,
			sizer: queue.batch.sizer,
		}),

		async send(request, signal) {
			const headers: Record<string, string> = {
				"user-agent": `salesforce-otlp/${version}`,
				...configured,
				"content-type": request.contentType,
			};
			if (request.contentEncoding !== undefined) {
				headers["content-encoding"] = request.contentEncoding;
			}
			try {
				const answer = await transport.post(headers, request.body, signal);
				return described(classifyAnswer(answer, clock.now()));
			} catch (error) {
				signal.throwIfAborted();
				// TLS errors too: a certificate is renewed one day, and until then the
				// requests wait.
				return described({
					kind: "retry",
					message: describeConnectionError(error, target, config.timeout),
				});
			}
		},

		shutdown: transport.close,
	};
}

function revealed(headers: OtlpHttpExporterConfig["headers"]) {
	return Object.fromEntries(
		Object.entries(headers).map(([name, secret]) => [
			name.toLowerCase(),
			secret.reveal(),
		]),
	);
}

/** Backends repeat in their errors what they were sent, a wrong key included. */
function redact(message: string, headers: Readonly<Record<string, string>>) {
	let redacted = message;
	for (const value of Object.values(headers)) {
		// The whole value, and without its scheme ("Bearer", "ApiKey").
		for (const secret of [value, value.replace(/^\S+\s+/, "")]) {
			if (secret.length >= MIN_SECRET_LENGTH) {
				redacted = redacted.replaceAll(secret, REDACTED);
			}
		}
	}
	return redacted;
}

/** A tenant called "a" is no secret, and its name must not be cut out of every word. */
const MIN_SECRET_LENGTH = 6;
