// The record that flows from receiver to exporters: the SDK's own read-only
// shape, as a plain literal. `resource` and `instrumentationScope` are shared
// objects: the OTLP serializers group records by their identity, so a fresh one
// a record would cost one ResourceLogs a record on the wire.

import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";

/**
 * What the serializers read of the SDK's Resource. A literal, because the SDK's own
 * constructor leaves out attributes that OTLP allows, and brings modules of 400 KiB.
 */
export type LogResource = Pick<
	ReadableLogRecord["resource"],
	"attributes" | "schemaUrl"
>;

export type LogRecord = Omit<ReadableLogRecord, "resource"> & {
	readonly resource: LogResource;
};
