// The `otlp_http` exporter: stored bytes to a backend, and the backend's answer as
// a SendResult.
//
// Not on the stock @opentelemetry/exporter-logs-otlp-http, for our data: that one
// hides the status code, Retry-After and the rejected count from its caller,
// retries for ten seconds at most, and forgets what it could not send. The wire
// format comes from the same serializers that it uses.

import type { OtlpHttpExporterConfig } from "../../config/schema/otlp-http-exporter.ts";
import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type {
	EncodedRequest,
	Exporter,
	RequestEncoder,
	SendResult,
} from "../../pipeline/exporter.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { describeConnectionError } from "../otlp/connection-error.ts";
import { CREDENTIALS_RETRY_MS } from "../otlp/credentials-retry.ts";
import { createOtlpEncoder } from "../otlp/encoder.ts";
import { createOAuth2Client, TokenError } from "../otlp/oauth2-client.ts";
import { createRecordLimits } from "../otlp/request/record-limits.ts";
import { createRequestHeaders } from "../otlp/request-headers.ts";
import { createTransport, type HttpAnswer } from "../otlp/transport.ts";
import { classifyAnswer } from "./classify.ts";
import { logsUrl } from "./endpoint.ts";
import { withEventTypeStreams } from "./event-type-streams.ts";

export interface OtlpHttpExporterOptions {
	/** Of the product; goes into User-Agent. */
	readonly version: string;
	readonly clock?: Clock;
	/** Where proxies are looked up. */
	readonly env?: NodeJS.ProcessEnv;
}

/**
 * Throws when the endpoint, a TLS file or a header file can't be used. `telemetry`
 * is already marked with the component.
 */
export function createOtlpHttpExporter(
	id: string,
	config: OtlpHttpExporterConfig,
	{ logger }: Telemetry,
	{ version, clock = systemClock, env = process.env }: OtlpHttpExporterOptions,
): Exporter {
	const url = logsUrl(config);
	const target = `${url.origin}${url.pathname}`;
	const shared = { proxyUrl: config.proxy_url, env, logger };
	const transport = createTransport({
		...shared,
		url,
		tls: config.tls,
		timeoutMs: config.timeout,
		connections: config.sending_queue.num_consumers,
	});
	const headers = createRequestHeaders(
		config,
		`salesforce-otlp/${version}`,
		logger,
	);
	const oauth2 = config.auth?.oauth2client;
	const tokens =
		oauth2 && createOAuth2Client({ ...shared, config: oauth2, clock });
	const admit = createRecordLimits(config, clock);

	async function post(
		request: EncodedRequest,
		signal: AbortSignal,
	): Promise<HttpAnswer> {
		const once = (authorization: string | undefined) =>
			transport.post(headers.of(request, authorization), request, signal);
		if (tokens === undefined) return once(undefined);
		const token = await tokens.authorization(signal);
		const answer = await once(token);
		if (answer.status !== 401) return answer;
		// It may have been revoked before its time: once with a new one.
		tokens.invalidate(token);
		return once(await tokens.authorization(signal));
	}

	function trouble(error: unknown): SendResult {
		if (error instanceof TokenError) {
			return {
				kind: "retry",
				message: error.message,
				retryAfterMs: error.refused ? CREDENTIALS_RETRY_MS : undefined,
			};
		}
		// TLS errors too: a certificate is renewed one day, and until then the
		// requests wait.
		return {
			kind: "retry",
			message: describeConnectionError(error, target, config.timeout),
		};
	}

	return {
		id,
		encoder: encoderOf(config),
		...(admit && { admit }),
		async send(request, signal) {
			let result: SendResult;
			try {
				const answer = await post(request, signal);
				result = classifyAnswer(answer, clock.now());
			} catch (error) {
				signal.throwIfAborted();
				result = trouble(error);
			}
			return "message" in result
				? { ...result, message: headers.redact(result.message) }
				: result;
		},
		async shutdown() {
			await Promise.all([transport.close(), tokens?.close()]);
		},
	};
}

function encoderOf(config: OtlpHttpExporterConfig): RequestEncoder {
	const { batch } = config.sending_queue;
	const encoder = createOtlpEncoder({
		encoding: config.encoding,
		compression: config.compression,
		maxSize: batch.max_size,
		sizer: batch.sizer,
	});
	return config.instance_id_from_event_type
		? withEventTypeStreams(encoder)
		: encoder;
}
