// An ExportLogsServiceRequest in JSON, read by the specification of OTLP alone.

import type {
	ArrivedRecord,
	Attributes,
	AttributeValue,
} from "./arrived-record.ts";

// biome-ignore lint/suspicious/noExplicitAny: JSON of somebody else's shape
type Json = any;

export function readJsonRequest(body: Uint8Array): ArrivedRecord[] {
	const request: Json = JSON.parse(new TextDecoder().decode(body));
	return list(request.resourceLogs).flatMap((resourceLogs) =>
		list(resourceLogs.scopeLogs).flatMap((scopeLogs) =>
			list(scopeLogs.logRecords).map((record) => ({
				timeUnixNano: BigInt(record.timeUnixNano ?? 0),
				severityText: record.severityText ?? "",
				body: record.body && value(record.body),
				eventName: record.eventName ?? "",
				attributes: attributes(record.attributes),
				resource: attributes(resourceLogs.resource?.attributes),
			})),
		),
	);
}

function list(json: Json): Json[] {
	return json ?? [];
}

function attributes(json: Json): Attributes {
	return Object.fromEntries(
		list(json).map((entry) => [entry.key, value(entry.value ?? {})]),
	);
}

function value(json: Json): AttributeValue {
	if (json.arrayValue) return list(json.arrayValue.values).map(value);
	if (json.kvlistValue) return attributes(json.kvlistValue.values);
	if (json.intValue !== undefined) return BigInt(json.intValue);
	return json.stringValue ?? json.boolValue ?? json.doubleValue;
}
