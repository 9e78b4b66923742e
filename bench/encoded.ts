// Records as they leave the receiver where nobody behind it looks into one. By the
// official serializer, whose bytes are the reference.

import { readFields, type WireField } from "../exporters/otlp/request/wire.ts";
import { serializeLogs } from "../exporters/otlp/serializers.ts";
import type { EncodedRecords } from "../pipeline/encoded-records.ts";
import type { LogRecord } from "../pipeline/log-record.ts";

const SECONDS_AN_HOUR = 3600;

/** The records share resource and scope. */
export function encodedOf(records: readonly LogRecord[]): EncodedRecords {
	const request = serializeLogs("proto", records);
	const fieldsOf = (start: number, end: number) => [
		...readFields(request, start, end),
	];
	const [resourceLogs] = fieldsOf(0, request.length) as [WireField];
	const inner = fieldsOf(resourceLogs.valueStart, resourceLogs.end);
	const [resource, scopeLogs] = inner as [WireField, WireField];
	const [scope, ...fields] = fieldsOf(scopeLogs.valueStart, scopeLogs.end) as [
		WireField,
		...WireField[],
	];
	// Behind the records there may be a schema URL.
	const found = fields.slice(0, records.length);
	const start = scope.end;
	const uids = records.map(({ attributes }) =>
		Buffer.from(String(attributes["log.record.uid"]), "hex"),
	);
	return {
		count: records.length,
		bytes: request.slice(start, found.at(-1)?.end),
		ends: Uint32Array.from(found, ({ end }) => end - start),
		uids: Buffer.concat(uids),
		hours: Uint32Array.from(records, ({ hrTime }) =>
			Math.floor(hrTime[0] / SECONDS_AN_HOUR),
		),
		resource: request.slice(resource.start, resource.end),
		scope: request.slice(scope.start, scope.end),
	};
}
