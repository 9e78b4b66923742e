// The official OTLP serializers, wrapped here and imported nowhere else: they are
// marked as internal to OpenTelemetry JS and may change in any version, so their
// package is pinned exactly. Loaded with the first record that is to be encoded.

import {
	JsonLogsSerializer,
	ProtobufLogsSerializer,
} from "@opentelemetry/otlp-transformer";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { LogRecord } from "../../pipeline/log-record.ts";
import type { OtlpEncoding } from "./otlp-encodings.ts";

const SERIALIZERS = { proto: ProtobufLogsSerializer, json: JsonLogsSerializer };

/** An ExportLogsServiceRequest. Records are grouped by the identity of their resource and scope objects. */
export function serializeLogs(
	encoding: OtlpEncoding,
	records: readonly LogRecord[],
): Uint8Array {
	// They only read the array, and of a resource no more than we have; their type
	// doesn't say so.
	const bytes = SERIALIZERS[encoding].serializeRequest(
		records as readonly LogRecord[] as ReadableLogRecord[],
	);
	if (bytes === undefined) throw new Error("the OTLP serializer gave no bytes");
	return bytes;
}
