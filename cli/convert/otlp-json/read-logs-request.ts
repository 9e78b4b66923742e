// An ExportLogsServiceRequest in OTLP JSON back to records, the inverse of what the
// encoder does. Invariant: the records of one ResourceLogs share one resource object,
// those of one ScopeLogs one scope, so that they are encoded together again.

import type { Attributes, HrTime, SpanContext } from "@opentelemetry/api";
import type { LogRecord, LogResource } from "../../../pipeline/log-record.ts";
import { type Note, readAnyValue, readAttributes } from "./any-value.ts";
import {
	count,
	int64,
	type JsonMap,
	list,
	map,
	NotOtlp,
	text,
} from "./json-value.ts";

const NANOSECONDS = 1_000_000_000n;
const OTHER_SIGNALS = ["resourceSpans", "resourceMetrics", "resourceProfiles"];

/** Throws NotOtlp with the place of what is wrong. */
export function readLogsRequest(json: unknown, note: Note): LogRecord[] {
	const request = map(json, "it");
	if (request.resourceLogs === undefined) {
		const other = OTHER_SIGNALS.find((key) => request[key] !== undefined);
		throw new NotOtlp(
			other === undefined
				? "it has no resourceLogs"
				: `it has ${other}, and only logs are read`,
		);
	}
	return list(request.resourceLogs, "resourceLogs").flatMap((entry, index) =>
		readResourceLogs(entry, `resourceLogs[${index}]`, note),
	);
}

function readResourceLogs(json: unknown, at: string, note: Note): LogRecord[] {
	const { resource, schemaUrl, scopeLogs } = map(json, at);
	const { attributes } = map(resource, `${at}.resource`);
	const shared: LogResource = {
		attributes: readAttributes(
			attributes,
			`${at}.resource.attributes`,
			note,
		) as Attributes,
		schemaUrl: text(schemaUrl, `${at}.schemaUrl`),
	};
	return list(scopeLogs, `${at}.scopeLogs`).flatMap((entry, index) =>
		readScopeLogs(entry, `${at}.scopeLogs[${index}]`, shared, note),
	);
}

function readScopeLogs(
	json: unknown,
	at: string,
	resource: LogResource,
	note: Note,
): LogRecord[] {
	const { scope, schemaUrl, logRecords } = map(json, at);
	const instrumentationScope = readScope(
		map(scope, `${at}.scope`),
		text(schemaUrl, `${at}.schemaUrl`),
		`${at}.scope`,
		note,
	);
	return list(logRecords, `${at}.logRecords`).map((entry, index) =>
		readRecord(
			entry,
			`${at}.logRecords[${index}]`,
			{ resource, instrumentationScope },
			note,
		),
	);
}

function readScope(
	scope: JsonMap,
	schemaUrl: string | undefined,
	at: string,
	note: Note,
): LogRecord["instrumentationScope"] {
	return {
		name: text(scope.name, `${at}.name`) ?? "",
		version: text(scope.version, `${at}.version`),
		schemaUrl,
		attributes: readAttributes(
			scope.attributes,
			`${at}.attributes`,
			note,
		) as Attributes,
		droppedAttributesCount: count(
			scope.droppedAttributesCount,
			`${at}.droppedAttributesCount`,
		),
	};
}

function readRecord(
	json: unknown,
	at: string,
	shared: Pick<LogRecord, "resource" | "instrumentationScope">,
	note: Note,
): LogRecord {
	const record = map(json, at);
	return {
		...shared,
		hrTime: readTime(record.timeUnixNano, `${at}.timeUnixNano`),
		hrTimeObserved: readTime(
			record.observedTimeUnixNano,
			`${at}.observedTimeUnixNano`,
		),
		severityNumber: count(record.severityNumber, `${at}.severityNumber`),
		severityText: text(record.severityText, `${at}.severityText`),
		body: readAnyValue(record.body, `${at}.body`, (what) =>
			note(`body: ${what}`),
		),
		eventName: text(record.eventName, `${at}.eventName`),
		attributes: readAttributes(
			record.attributes,
			`${at}.attributes`,
			note,
		) as Attributes,
		droppedAttributesCount:
			count(record.droppedAttributesCount, `${at}.droppedAttributesCount`) ?? 0,
		spanContext: readSpanContext(record, at),
	};
}

function readTime(value: unknown, at: string): HrTime {
	if (value === undefined || value === null) return [0, 0];
	const nanoseconds = int64(value, at);
	return [Number(nanoseconds / NANOSECONDS), Number(nanoseconds % NANOSECONDS)];
}

/** A record may have a trace id without a span id, and flags without either. */
function readSpanContext(record: JsonMap, at: string): SpanContext | undefined {
	const traceId = hex(record.traceId, 32, `${at}.traceId`);
	const spanId = hex(record.spanId, 16, `${at}.spanId`);
	const traceFlags = count(record.flags, `${at}.flags`) ?? 0;
	if (traceId === undefined && spanId === undefined && traceFlags === 0) {
		return undefined;
	}
	// The encoders leave out what is undefined; the type of the SDK doesn't know it.
	return { traceId, spanId, traceFlags } as SpanContext;
}

function hex(value: unknown, digits: number, at: string): string | undefined {
	const id = text(value, at);
	if (id !== undefined && (id.length !== digits || /[^0-9a-f]/i.test(id))) {
		throw new NotOtlp(`${at} is not ${digits} hexadecimal digits`);
	}
	return id;
}
