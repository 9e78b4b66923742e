// Bytes over gRPC, once, with a deadline. Gives whatever status came, the
// transport's own included; rejects only when the caller aborts.
//
// Invariant: a connection that has failed is not used again. A call that ran out of
// time, or left the channel without a connection, makes the next one connect anew:
// a peer that is gone without a word would swallow every request until the
// operating system gives the socket up, and grpc-js's own pause between two
// attempts to connect would hold back what our retries want to try now.

import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import type { OtlpGrpcExporterConfig } from "../../config/schema/otlp-grpc-exporter.ts";
import { channelOptions } from "./channel-options.ts";
import type { GrpcAnswer } from "./classify.ts";
import type { CurrentTls } from "./client-tls.ts";
import { type Connection, createConnection } from "./connection.ts";
import type { MetadataEntry } from "./metadata-entries.ts";

const EXPORT = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const STATUS_DETAILS = "grpc-status-details-bin";
const NOTHING = new Uint8Array();

export interface Channel {
	/** `message` is not compressed. */
	export(
		message: Uint8Array,
		metadata: readonly MetadataEntry[],
		signal: AbortSignal,
	): Promise<GrpcAnswer>;
	/** Idempotent. */
	close(): void;
}

export interface ChannelSettings {
	readonly config: OtlpGrpcExporterConfig;
	/** In the syntax of gRPC's name resolution. */
	readonly target: string;
	/** Absent for plain text. */
	readonly tls: CurrentTls | undefined;
	/** Of the product. */
	readonly version: string;
}

export function createChannel(settings: ChannelSettings): Channel {
	const { config, target } = settings;
	const options = channelOptions(config, settings.version);
	let current: Connection | undefined;

	function retire(connection: Connection): void {
		connection.retire();
		if (current === connection) current = undefined;
	}

	/** Made anew where there is none, or its TLS is no longer what the files hold. */
	function connection(): Connection {
		const tls = settings.tls?.();
		if (current !== undefined && current.tls !== tls) retire(current);
		current ??= createConnection({ target, tls, options });
		return current;
	}

	return {
		export(message, metadata, signal) {
			return new Promise((resolve, reject) => {
				signal.throwIfAborted();
				const used = connection();
				const call = used.client.makeUnaryRequest(
					EXPORT,
					asBuffer,
					(bytes: Buffer) => bytes,
					message,
					metadataOf(metadata),
					{ deadline: Date.now() + config.timeout },
					(error, body) => {
						signal.removeEventListener("abort", cancel);
						if (
							error?.code === status.DEADLINE_EXCEEDED ||
							(error !== null && !used.ready)
						) {
							retire(used);
						}
						used.callEnds();
						// An answer that has come is given, whatever was aborted meanwhile.
						if (error?.code === status.CANCELLED && signal.aborted) {
							reject(signal.reason);
						} else {
							resolve(answerOf(error, body));
						}
					},
				);
				used.callBegins();
				const cancel = () => call.cancel();
				signal.addEventListener("abort", cancel, { once: true });
			});
		},
		close() {
			if (current !== undefined) retire(current);
		},
	};
}

function metadataOf(entries: readonly MetadataEntry[]): Metadata {
	const metadata = new Metadata();
	for (const [name, value] of entries) metadata.set(name, value);
	return metadata;
}

function answerOf(
	error: ServiceError | null,
	body: Buffer | undefined,
): GrpcAnswer {
	if (error === null) {
		return { code: status.OK, details: "", body: body ?? NOTHING };
	}
	const [statusDetails] = error.metadata?.get(STATUS_DETAILS) ?? [];
	return {
		code: error.code,
		details: error.details,
		statusDetails:
			statusDetails instanceof Uint8Array ? statusDetails : undefined,
		body: NOTHING,
	};
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
