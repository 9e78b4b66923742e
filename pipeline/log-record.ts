// The record that flows from receiver to exporters: the SDK's own read-only
// shape, as a plain literal. `resource` and `instrumentationScope` are shared
// objects: the OTLP serializers group records by their identity, so a fresh one
// a record would cost one ResourceLogs a record on the wire.

import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";

export type LogRecord = ReadableLogRecord;
