// What the official serializer writes: whole records for rows that go the reference
// way, and the fields that all records share.

import { readFields, type WireField } from "../exporters/otlp/request/wire.ts";
import { serializeLogs } from "../exporters/otlp/serializers.ts";
import type { EncodedRecords } from "../pipeline/encoded-records.ts";
import type { LogRecord } from "../pipeline/log-record.ts";
import type { RecordContext } from "../receiver/mapping/row-mapper.ts";

const RESOURCE_LOGS = 1;
const SCOPE_LOGS = 2;
const LOG_RECORDS = 2;

/** The record as a `ScopeLogs.log_records` field. */
export function encodeRecord(record: LogRecord): Uint8Array {
	const request = serializeLogs("proto", [record]);
	const scopeLogs = scopeLogsIn(request);
	for (const field of readFields(request, scopeLogs.valueStart, scopeLogs.end))
		if (field.number === LOG_RECORDS)
			return request.subarray(field.start, field.end);
	throw new Error("the OTLP serializer gave no record");
}

/** Everything in `ResourceLogs` and `ScopeLogs` but the records. */
export function encodeShared({
	resource,
	scope,
}: Pick<RecordContext, "resource" | "scope">): Pick<
	EncodedRecords,
	"resource" | "scope"
> {
	const request = serializeLogs("proto", [
		{
			hrTime: [0, 0],
			hrTimeObserved: [0, 0],
			resource,
			instrumentationScope: scope,
			attributes: {},
			droppedAttributesCount: 0,
		},
	]);
	const resourceLogs = only(request, RESOURCE_LOGS, 0, request.length);
	const scopeLogs = scopeLogsIn(request);
	return {
		resource: without(request, resourceLogs, SCOPE_LOGS),
		scope: without(request, scopeLogs, LOG_RECORDS),
	};
}

function scopeLogsIn(request: Uint8Array): WireField {
	const resourceLogs = only(request, RESOURCE_LOGS, 0, request.length);
	return only(request, SCOPE_LOGS, resourceLogs.valueStart, resourceLogs.end);
}

function only(
	bytes: Uint8Array,
	number: number,
	start: number,
	end: number,
): WireField {
	for (const field of readFields(bytes, start, end))
		if (field.number === number) return field;
	throw new Error(`the OTLP serializer gave no field ${number}`);
}

function without(
	bytes: Uint8Array,
	{ valueStart, end }: WireField,
	number: number,
): Uint8Array {
	const parts: Uint8Array[] = [];
	for (const field of readFields(bytes, valueStart, end))
		if (field.number !== number)
			parts.push(bytes.subarray(field.start, field.end));
	return Buffer.concat(parts);
}
