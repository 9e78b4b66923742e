// Fills the small file system in the first argument, makes room, and goes on. Says
// as JSON what the exporter answered and what stands in its file.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fileExporterSchema } from "../../../../config/schema/file-exporter.ts";
import { createFileExporter } from "../../../../exporters/file/create-file-exporter.ts";
import { logRecord } from "../log-records.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";

const [directory = "", compression] = process.argv.slice(2);
const ballast = join(directory, "ballast");
const path = join(directory, "logs.jsonl");
writeFileSync(ballast, Buffer.alloc(64 * 1024));

const exporter = createFileExporter(
	"file",
	fileExporterSchema.parse({ path, compression }),
	recordingTelemetry(),
);
const never = new AbortController().signal;

async function send(number: number) {
	// Bytes that don't compress: the disk is to be full in the middle of a request.
	const noise = Array.from({ length: 400 }, (_, index) =>
		Math.sin(number * 1_000 + index).toString(36),
	).join("");
	const record = { ...logRecord(number), body: `event ${number} ${noise}` };
	const [request] = await exporter.encoder.encode([record]);
	if (request === undefined) throw new Error("no request");
	return exporter.send(request, never);
}

const accepted: number[] = [];
let failure: unknown;
for (let number = 0; failure === undefined; number += 1) {
	const result = await send(number);
	if (result.kind === "accepted") accepted.push(number);
	else failure = result;
}
const again = await send(accepted.length);
rmSync(ballast);
const afterwards = await send(accepted.length);
await exporter.shutdown();

const bytes = readFileSync(path);
const text = (compression === "gzip" ? gunzipSync(bytes) : bytes).toString();
const lines = text
	.trimEnd()
	.split("\n")
	.map((line) => {
		const [record] = JSON.parse(line).resourceLogs[0].scopeLogs[0].logRecords;
		return Number(record.body.stringValue.split(" ")[1]);
	});
console.log(JSON.stringify({ accepted, failure, again, afterwards, lines }));
