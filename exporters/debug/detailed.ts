// A request spelled out whole, in the layout of the Collector's debug exporter, so
// that the two can be compared by eye.

import {
	hrTime,
	type OtlpAnyValue,
	type OtlpKeyValue,
	type OtlpLogRecord,
	type OtlpLogsRequest,
} from "./otlp-json.ts";
import { printable } from "./record-line.ts";

/** The short names of SeverityNumber's ranges of four. */
const SEVERITIES = ["Trace", "Debug", "Info", "Warn", "Error", "Fatal"];

/** Lines without their ends. */
export function detailedLines(request: OtlpLogsRequest): string[] {
	const lines: string[] = [];
	for (const [index, resourceLogs] of (request.resourceLogs ?? []).entries()) {
		lines.push(
			`ResourceLog #${index}`,
			`Resource SchemaURL: ${printable(resourceLogs.schemaUrl ?? "")}`,
			...attributeLines(
				"Resource attributes",
				resourceLogs.resource?.attributes,
			),
		);
		for (const [scopeIndex, scopeLogs] of (
			resourceLogs.scopeLogs ?? []
		).entries()) {
			const { name = "", version = "", attributes } = scopeLogs.scope ?? {};
			lines.push(
				`ScopeLogs #${scopeIndex}`,
				`ScopeLogs SchemaURL: ${printable(scopeLogs.schemaUrl ?? "")}`,
				`InstrumentationScope ${printable(name)} ${printable(version)}`,
				...attributeLines("InstrumentationScope attributes", attributes),
			);
			for (const [recordIndex, record] of (
				scopeLogs.logRecords ?? []
			).entries()) {
				lines.push(`LogRecord #${recordIndex}`, ...recordLines(record));
			}
		}
	}
	return lines;
}

function recordLines(record: OtlpLogRecord): string[] {
	const severity = record.severityNumber ?? 0;
	return [
		`ObservedTimestamp: ${timestamp(record.observedTimeUnixNano)}`,
		`Timestamp: ${timestamp(record.timeUnixNano)}`,
		`SeverityText: ${printable(record.severityText ?? "")}`,
		`SeverityNumber: ${severityName(severity)}(${severity})`,
		...(record.eventName ? [`EventName: ${printable(record.eventName)}`] : []),
		`Body: ${valueText(record.body)}`,
		...attributeLines("Attributes", record.attributes),
		`Trace ID: ${record.traceId ?? ""}`,
		`Span ID: ${record.spanId ?? ""}`,
		`Flags: ${record.flags ?? 0}`,
	];
}

function attributeLines(
	title: string,
	attributes: readonly OtlpKeyValue[] | undefined,
): string[] {
	if (attributes === undefined || attributes.length === 0) return [];
	return [
		`${title}:`,
		...attributes.map(
			({ key, value }) => `     -> ${printable(key)}: ${valueText(value)}`,
		),
	];
}

function valueText(value: OtlpAnyValue | undefined): string {
	if (value?.stringValue !== undefined) {
		return `Str(${printable(value.stringValue)})`;
	}
	if (value?.boolValue !== undefined) return `Bool(${value.boolValue})`;
	if (value?.intValue !== undefined) return `Int(${value.intValue})`;
	if (value?.doubleValue !== undefined) return `Double(${value.doubleValue})`;
	if (value?.bytesValue !== undefined) return `Bytes(${value.bytesValue})`;
	if (value?.arrayValue) {
		return `Slice([${(value.arrayValue.values ?? []).map(valueText).join(", ")}])`;
	}
	if (value?.kvlistValue) {
		const entries = (value.kvlistValue.values ?? []).map(
			({ key, value: inner }) => `${printable(key)}: ${valueText(inner)}`,
		);
		return `Map({${entries.join(", ")}})`;
	}
	return "Empty()";
}

function severityName(severity: number): string {
	const name = SEVERITIES[Math.floor((severity - 1) / 4)];
	if (name === undefined) return "Unspecified";
	const step = (severity - 1) % 4;
	return step === 0 ? name : `${name}${step + 1}`;
}

function timestamp(nanoseconds: string | number = 0): string {
	const [seconds, fraction] = hrTime(nanoseconds);
	const [date, time] = new Date(seconds * 1_000)
		.toISOString()
		.slice(0, 19)
		.split("T");
	const digits = String(fraction).padStart(9, "0").replace(/0+$/, "");
	return `${date} ${time}${digits === "" ? "" : `.${digits}`} +0000 UTC`;
}
