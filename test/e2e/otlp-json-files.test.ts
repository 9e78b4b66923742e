// Files of OTLP JSON lines, ours and the Collector's, sent on to a real Collector by
// `convert --from otlp_json`.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { fileExporterSchema } from "../../config/schema/file-exporter.ts";
import { createFileExporter } from "../../exporters/file/create-file-exporter.ts";
import { logRecords } from "../unit/exporters/log-records.ts";
import { recordingTelemetry } from "../unit/exporters/recording-telemetry.ts";
import { type Collector, startCollector } from "./collector.ts";

const MAIN = join(import.meta.dirname, "../../cli/main.ts");
const ARRIVAL_MS = 10_000;
const run = promisify(execFile);

async function newDirectory(): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), "salesforce-otlp-json-"));
	onTestFinished(() => rm(directory, { recursive: true }));
	return directory;
}

async function newCollector(directory: string): Promise<Collector> {
	const collector = await startCollector({ directory });
	onTestFinished(() => collector.stop());
	return collector;
}

async function sendOn(file: string, to: Collector): Promise<string> {
	const { stderr } = await run(process.execPath, [
		MAIN,
		"convert",
		"--from",
		"otlp_json",
		"--endpoint",
		to.endpoint,
		file,
	]);
	return stderr;
}

test("what our file exporter wrote arrives whole", async () => {
	const directory = await newDirectory();
	const path = join(directory, "logs.jsonl.gz");
	const exporter = createFileExporter(
		"file",
		fileExporterSchema.parse({
			path,
			compression: "gzip",
			sending_queue: { batch: { max_size: 40, sizer: "items" } },
		}),
		recordingTelemetry(),
	);
	const never = new AbortController().signal;
	for (const request of await exporter.encoder.encode(logRecords(100))) {
		expect(await exporter.send(request, never)).toEqual({ kind: "accepted" });
	}
	await exporter.shutdown();

	const collector = await newCollector(join(directory, "collector"));
	expect(await sendOn(path, collector)).toMatch(
		/^1 file, 3 lines, 100 records; set aside: 0 lines/,
	);
	const records = await collector.waitForRecords(
		(arrived) => arrived.length >= 100,
		ARRIVAL_MS,
	);
	expect(records.map(({ body }) => body)).toEqual(
		Array.from({ length: 100 }, (_, index) => `event ${index}`),
	);
});

const text = (stringValue: string) => ({ stringValue });

test("what a Collector's file exporter wrote arrives as it was", async () => {
	const directory = await newDirectory();
	const first = await newCollector(join(directory, "first"));
	const response = await fetch(`${first.endpoint}/v1/logs`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({
			resourceLogs: ["one", "two"].map((name) => ({
				resource: {
					attributes: [
						{ key: "service.name", value: text(name) },
						{
							key: "nested",
							value: {
								kvlistValue: { values: [{ key: "a", value: text("b") }] },
							},
						},
					],
				},
				scopeLogs: [
					{
						scope: { name: "a-scope", version: "1.2.3" },
						logRecords: [
							{
								timeUnixNano: "1702878511655000123",
								observedTimeUnixNano: "1702878511656000001",
								eventName: "salesforce.login",
								severityNumber: 13,
								severityText: "WARN",
								body: text("Login failed"),
								traceId: "5b8efff798038103d269b633813fc60c",
								spanId: "eee19b7ec3c1b174",
								flags: 1,
								attributes: [
									{ key: "text", value: text('ä "quoted"\nline') },
									{ key: "int", value: { intValue: "9007199254740991" } },
									{ key: "double", value: { doubleValue: 2.5 } },
									{ key: "bool", value: { boolValue: false } },
									{
										key: "list",
										value: {
											arrayValue: { values: [text("a"), { intValue: "1" }] },
										},
									},
								],
							},
							{ body: text("nothing else") },
						],
					},
				],
			})),
		}),
	});
	expect(response.status).toBe(200);
	const sent = await first.waitForRecords(
		(arrived) => arrived.length === 4,
		ARRIVAL_MS,
	);

	const second = await newCollector(join(directory, "second"));
	expect(await sendOn(first.output, second)).toMatch(
		/^1 file, 1 line, 4 records; set aside: 0 lines/,
	);
	const arrived = await second.waitForRecords(
		(records) => records.length === 4,
		ARRIVAL_MS,
	);
	expect(arrived).toEqual(sent);
});
