// What a test of the file exporter needs: an exporter on a temporary file, and what
// stands in that file.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import {
	type FileExporterConfig,
	fileExporterSchema,
} from "../../../../config/schema/file-exporter.ts";
import { createFileExporter } from "../../../../exporters/file/create-file-exporter.ts";
import type {
	EncodedRequest,
	Exporter,
} from "../../../../pipeline/exporter.ts";
import { logRecord } from "../log-records.ts";
import { type ManualClock, manualClock } from "../manual-clock.ts";
import {
	type RecordingTelemetry,
	recordingTelemetry,
} from "../recording-telemetry.ts";

export const NEVER = new AbortController().signal;

export function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-file-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

export interface OpenedExporter {
	readonly exporter: Exporter;
	readonly telemetry: RecordingTelemetry;
	readonly clock: ManualClock;
	/** Sends one record, whose body is `event NUMBER`. */
	write(number: number, padding?: number): Promise<void>;
}

export function openExporter(
	keys: { path: string } & Record<string, unknown>,
	clock = manualClock(),
): OpenedExporter {
	const config: FileExporterConfig = fileExporterSchema.parse(keys);
	const telemetry = recordingTelemetry();
	const exporter = createFileExporter("file/test", config, telemetry, clock);
	onTestFinished(() => exporter.shutdown());
	return {
		exporter,
		telemetry,
		clock,
		async write(number, padding) {
			const request = await requestOf(exporter, number, padding);
			const result = await exporter.send(request, NEVER);
			if (result.kind !== "accepted") throw new Error(JSON.stringify(result));
		},
	};
}

export async function requestOf(
	exporter: Exporter,
	number: number,
	padding = 0,
): Promise<EncodedRequest> {
	const [request] = await exporter.encoder.encode([logRecord(number, padding)]);
	if (request === undefined) throw new Error("no request");
	return request;
}

/** The numbers of the records in a file, in its order; fails on a line that is not OTLP. */
export function numbersIn(path: string): number[] {
	const bytes = readFileSync(path);
	const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
	const text = (gzip ? gunzipSync(bytes) : bytes).toString();
	if (text !== "" && !text.endsWith("\n")) throw new Error("no end of line");
	return text
		.split("\n")
		.slice(0, -1)
		.map((line) => {
			const [record] = JSON.parse(line).resourceLogs[0].scopeLogs[0].logRecords;
			return Number(/^event (\d+)/.exec(record.body.stringValue)?.[1]);
		});
}

export function filesIn(directory: string): string[] {
	return readdirSync(directory).sort();
}
