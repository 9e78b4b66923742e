import { describe, expect, test } from "vitest";
import { debugExporterSchema } from "../../../../config/schema/debug-exporter.ts";
import { createDebugExporter } from "../../../../exporters/debug/create-debug-exporter.ts";
import { formatRecordLine } from "../../../../exporters/debug/record-line.ts";
import { logRecord, logRecords } from "../log-records.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";

const NEVER = new AbortController().signal;

async function printed(verbosity: string, records = logRecords(2)) {
	let text = "";
	const exporter = createDebugExporter(
		"debug",
		debugExporterSchema.parse({ verbosity }),
		recordingTelemetry(),
		(part) => {
			text += part;
		},
	);
	for (const request of await exporter.encoder.encode(records)) {
		expect(await exporter.send(request, NEVER)).toEqual({ kind: "accepted" });
	}
	await exporter.shutdown();
	return text;
}

describe("the debug exporter", () => {
	test("basic counts", async () => {
		expect(await printed("basic")).toBe(
			"debug: resource logs: 1, log records: 2\n",
		);
	});

	test("normal prints a line a record", async () => {
		expect(await printed("normal")).toBe(
			[
				"2026-11-18T11:06:40.123Z  INFO   event 0  user.name=user0@example.com  salesforce.run_time_ms=0\n",
				"2026-11-18T11:06:41.123Z  INFO   event 1  user.name=user1@example.com  salesforce.run_time_ms=1\n",
			].join(""),
		);
	});

	test("detailed prints everything, as the Collector does", async () => {
		expect(await printed("detailed", [logRecord(7)])).toBe(
			`ResourceLog #0
Resource SchemaURL: 
Resource attributes:
     -> service.name: Str(salesforce)
ScopeLogs #0
ScopeLogs SchemaURL: 
InstrumentationScope salesforce-otlp 1.2.3
LogRecord #0
ObservedTimestamp: 2026-11-18 12:06:40 +0000 UTC
Timestamp: 2026-11-18 11:06:47.123 +0000 UTC
SeverityText: INFO
SeverityNumber: Info(9)
EventName: salesforce.login
Body: Str(event 7)
Attributes:
     -> log.record.uid: Str(uid-7)
     -> user.name: Str(user7@example.com)
     -> salesforce.run_time_ms: Int(7)
Trace ID: 
Span ID: 
Flags: 0
`,
		);
	});

	test("a request that can't be read is set aside", async () => {
		const exporter = createDebugExporter(
			"debug",
			debugExporterSchema.parse({ verbosity: "normal" }),
			recordingTelemetry(),
			() => {},
		);
		const request = {
			body: Buffer.from("{"),
			contentType: "application/json",
			records: 1,
			bytes: 1,
		};
		expect(await exporter.send(request, NEVER)).toMatchObject({
			kind: "permanent",
		});
	});
});

describe("a record's line", () => {
	const failed = {
		...logRecord(1),
		severityNumber: 13,
		severityText: "WARN",
		body: "Login failed for ana@example.com",
		attributes: {
			"log.record.uid": "u",
			"salesforce.event.outcome": "failure",
			"user.name": "ana@example.com",
			"client.address": "203.0.113.7",
			"salesforce.run_time_ms": 12,
			"http.request.header.x-forwarded-for": ["203.0.113.7"],
		},
	};

	test("shows what tells most, and not what the body already says", () => {
		expect(formatRecordLine(failed, { color: false })).toBe(
			"2026-11-18T11:06:41.123Z  WARN   Login failed for ana@example.com  client.address=203.0.113.7  salesforce.event.outcome=failure  salesforce.run_time_ms=12",
		);
	});

	test("is coloured when asked", () => {
		expect(formatRecordLine(failed, { color: true })).toContain(
			"\u001b[33mWARN \u001b[39m",
		);
	});

	test("can't be broken or coloured by what a record holds", () => {
		const line = formatRecordLine(
			{
				...failed,
				body: "a\r\nINFO forged\u001b[2J\u202egnp",
				attributes: { "user.name": "x\ny" },
			},
			{ color: false },
		);
		expect(line).toBe(
			"2026-11-18T11:06:41.123Z  WARN   a\\u000d\\u000aINFO forged\\u001b[2J\\u202egnp  user.name=x\\u000ay",
		);
	});

	test("is cut where a value is long", () => {
		const line = formatRecordLine(
			{ ...failed, attributes: { "url.path": `/${"p".repeat(200)}` } },
			{ color: false },
		);
		expect(line).toMatch(/url\.path=\/p{58}…$/);
	});
});
