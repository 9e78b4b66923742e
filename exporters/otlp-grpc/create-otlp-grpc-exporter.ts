// The `otlp_grpc` exporter: stored bytes to a backend's LogsService, and its status
// as a SendResult.
//
// On the bare client of grpc-js: a request is stored encoded, so there is nothing
// for generated code to do. Requests are stored as otlp_http stores them, gzip
// included, so that both share one copy and a backlog is a ninth of its size on
// disk. grpc-js compresses inside the message's frame and takes no bytes that are
// compressed already, so they are inflated before they are sent; that costs a
// seventh of compressing them.

import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { OtlpGrpcExporterConfig } from "../../config/schema/otlp-grpc-exporter.ts";
import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type {
	EncodedRequest,
	Exporter,
	SendResult,
} from "../../pipeline/exporter.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { CREDENTIALS_RETRY_MS } from "../otlp/credentials-retry.ts";
import { createOtlpEncoder } from "../otlp/encoder.ts";
import { createOAuth2Client, TokenError } from "../otlp/oauth2-client.ts";
import { createRecordLimits } from "../otlp/request/record-limits.ts";
import { createRequestHeaders } from "../otlp/request-headers.ts";
import type { Channel } from "./channel.ts";
import {
	classifyAnswer,
	type GrpcAnswer,
	UNAUTHENTICATED,
} from "./classify.ts";
import { createClientTls } from "./client-tls.ts";
import { describeConnectionFailure } from "./connection-failure.ts";
import { checkHeaderNames, metadataEntries } from "./metadata-entries.ts";
import { targetOf } from "./target.ts";

const inflate = promisify(gunzip);

export interface OtlpGrpcExporterOptions {
	/** Of the product; goes into user-agent. */
	readonly version: string;
	readonly clock?: Clock;
	/** Where a proxy to the token endpoint is looked up. */
	readonly env?: NodeJS.ProcessEnv;
}

/**
 * Throws when the endpoint, a header or a file can't be used. `telemetry` is already
 * marked with the component.
 */
export function createOtlpGrpcExporter(
	id: string,
	config: OtlpGrpcExporterConfig,
	{ logger }: Telemetry,
	{ version, clock = systemClock, env = process.env }: OtlpGrpcExporterOptions,
): Exporter {
	const target = targetOf(config);
	const tls = target.plain ? undefined : createClientTls(config.tls, logger);
	if (tls?.().rejectUnauthorized === false) {
		logger.warn(
			`the certificate of ${config.endpoint} is not verified (tls: insecure_skip_verify), so anyone on the way can read and change what is sent: use ca_file instead`,
		);
	}
	checkHeaderNames(Object.keys({ ...config.headers, ...config.header_files }));
	const headers = createRequestHeaders(config, "", logger);
	const oauth2 = config.auth?.oauth2client;
	const tokens =
		oauth2 &&
		createOAuth2Client({
			config: oauth2,
			proxyUrl: undefined,
			env,
			clock,
			logger,
		});
	const admit = createRecordLimits(config, clock);
	let loading: Promise<Channel> | undefined;

	/** grpc-js takes 0.1 s to load, so that is done when there is something to send. */
	function channel(): Promise<Channel> {
		loading ??= import("./channel.ts").then(({ createChannel }) =>
			createChannel({ config, target: target.name, tls, version }),
		);
		return loading;
	}

	async function call(
		request: EncodedRequest,
		signal: AbortSignal,
	): Promise<GrpcAnswer> {
		const message = await messageOf(request);
		const once = async (authorization: string | undefined) => {
			const entries = metadataEntries(headers.of(request, authorization));
			return (await channel()).export(message, entries, signal);
		};
		if (tokens === undefined) return once(undefined);
		const token = await tokens.authorization(signal);
		const answer = await once(token);
		if (answer.code !== UNAUTHENTICATED) return answer;
		// It may have been revoked before its time: once with a new one.
		tokens.invalidate(token);
		return once(await tokens.authorization(signal));
	}

	function resultOf(answer: GrpcAnswer): SendResult {
		const result = classifyAnswer(answer);
		if (!("message" in result)) return result;
		const { endpoint, timeout } = config;
		const message =
			describeConnectionFailure(answer.details, endpoint, timeout) ??
			result.message;
		return { ...result, message: headers.redact(message) };
	}

	/** What went wrong before the call. */
	function trouble(error: unknown): SendResult {
		const { message } = error as Error;
		if (error instanceof DamagedRequest) return { kind: "permanent", message };
		const refused = error instanceof TokenError && error.refused;
		return {
			kind: "retry",
			message: headers.redact(message),
			retryAfterMs: refused ? CREDENTIALS_RETRY_MS : undefined,
		};
	}

	// Found now rather than at the first request.
	metadataEntries(headers.of(EMPTY_REQUEST, undefined));

	const { batch } = config.sending_queue;
	return {
		id,
		encoder: createOtlpEncoder({
			encoding: "proto",
			compression: config.compression,
			maxSize: batch.max_size,
			sizer: batch.sizer,
		}),
		...(admit && { admit }),
		async send(request, signal) {
			try {
				return resultOf(await call(request, signal));
			} catch (error) {
				signal.throwIfAborted();
				return trouble(error);
			}
		},
		async shutdown() {
			const [opened] = await Promise.all([loading, tokens?.close()]);
			opened?.close();
		},
	};
}

const EMPTY_REQUEST: EncodedRequest = {
	body: new Uint8Array(),
	contentType: "",
	records: 0,
	bytes: 0,
};

class DamagedRequest extends Error {}

/** What was stored under an earlier `compression` is told by the request itself. */
async function messageOf({
	body,
	contentEncoding,
}: EncodedRequest): Promise<Uint8Array> {
	if (contentEncoding !== "gzip") return body;
	try {
		return await inflate(body);
	} catch (error) {
		throw new DamagedRequest(
			`the stored request can't be decompressed: ${(error as Error).message}`,
		);
	}
}
