// Reading OTLP JSON back: the parts that are printed. Fields that are missing read
// as in Protobuf, and int64 may be a number or a string.

import type { PrintableRecord } from "./record-line.ts";

export interface OtlpAnyValue {
	readonly stringValue?: string;
	readonly boolValue?: boolean;
	readonly intValue?: number | string;
	readonly doubleValue?: number;
	readonly bytesValue?: string;
	readonly arrayValue?: { readonly values?: readonly OtlpAnyValue[] };
	readonly kvlistValue?: { readonly values?: readonly OtlpKeyValue[] };
}

export interface OtlpKeyValue {
	readonly key: string;
	readonly value?: OtlpAnyValue;
}

export interface OtlpLogRecord {
	readonly timeUnixNano?: string | number;
	readonly observedTimeUnixNano?: string | number;
	readonly severityNumber?: number;
	readonly severityText?: string;
	readonly body?: OtlpAnyValue;
	readonly eventName?: string;
	readonly attributes?: readonly OtlpKeyValue[];
	readonly traceId?: string;
	readonly spanId?: string;
	readonly flags?: number;
}

export interface OtlpScopeLogs {
	readonly scope?: {
		readonly name?: string;
		readonly version?: string;
		readonly attributes?: readonly OtlpKeyValue[];
	};
	readonly schemaUrl?: string;
	readonly logRecords?: readonly OtlpLogRecord[];
}

export interface OtlpResourceLogs {
	readonly resource?: { readonly attributes?: readonly OtlpKeyValue[] };
	readonly schemaUrl?: string;
	readonly scopeLogs?: readonly OtlpScopeLogs[];
}

/** An ExportLogsServiceRequest in JSON. */
export interface OtlpLogsRequest {
	readonly resourceLogs?: readonly OtlpResourceLogs[];
}

/** Throws a SyntaxError when the bytes are not JSON. */
export function parseLogsRequest(body: Uint8Array): OtlpLogsRequest {
	return JSON.parse(new TextDecoder().decode(body)) as OtlpLogsRequest;
}

/** Every record of a request, in order. */
export function* logRecords(
	request: OtlpLogsRequest,
): Generator<OtlpLogRecord, void, void> {
	for (const { scopeLogs = [] } of request.resourceLogs ?? []) {
		for (const { logRecords = [] } of scopeLogs) yield* logRecords;
	}
}

export function toPrintable(record: OtlpLogRecord): PrintableRecord {
	return {
		hrTime: hrTime(record.timeUnixNano ?? record.observedTimeUnixNano ?? 0),
		severityNumber: record.severityNumber,
		severityText: record.severityText,
		body: record.body && plainValue(record.body),
		eventName: record.eventName,
		attributes: plainAttributes(record.attributes),
	};
}

export function hrTime(nanoseconds: string | number): [number, number] {
	const at = BigInt(nanoseconds);
	return [Number(at / 1_000_000_000n), Number(at % 1_000_000_000n)];
}

function plainAttributes(
	attributes: readonly OtlpKeyValue[] = [],
): Record<string, unknown> {
	return Object.fromEntries(
		attributes.map(({ key, value }) => [key, value && plainValue(value)]),
	);
}

function plainValue(value: OtlpAnyValue): unknown {
	if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
	if (value.kvlistValue) return plainAttributes(value.kvlistValue.values);
	if (typeof value.intValue === "string") return Number(value.intValue);
	return (
		value.stringValue ??
		value.boolValue ??
		value.intValue ??
		value.doubleValue ??
		value.bytesValue
	);
}
