// The official OTLP serializers, wrapped here and imported nowhere else: they are
// marked as internal to OpenTelemetry JS and may change in any version, so their
// package is pinned exactly.

import {
	type IExportLogsServiceResponse,
	JsonLogsSerializer,
	ProtobufLogsSerializer,
} from "@opentelemetry/otlp-transformer";
import type { LogRecord } from "../../pipeline/log-record.ts";

export type OtlpEncoding = "proto" | "json";

export const OTLP_ENCODINGS = {
	/** Sent bare: Loki refuses `application/json; charset=utf-8`. */
	proto: { contentType: "application/x-protobuf" },
	json: { contentType: "application/json" },
} as const;

const SERIALIZERS = { proto: ProtobufLogsSerializer, json: JsonLogsSerializer };

/** An ExportLogsServiceRequest. Records are grouped by the identity of their resource and scope objects. */
export function serializeLogs(
	encoding: OtlpEncoding,
	records: readonly LogRecord[],
): Uint8Array {
	// The serializers only read the array; their type doesn't say so.
	const bytes = SERIALIZERS[encoding].serializeRequest(records as LogRecord[]);
	if (bytes === undefined) throw new Error("the OTLP serializer gave no bytes");
	return bytes;
}

/** An ExportLogsServiceResponse in Protobuf; throws when the bytes are not one. */
export function readProtobufResponse(
	body: Uint8Array,
): IExportLogsServiceResponse {
	return ProtobufLogsSerializer.deserializeResponse(body);
}
