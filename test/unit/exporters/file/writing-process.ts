// Writes requests to the file named by the first argument until it is killed, four
// at a time; says the number of each one that was accepted.

import { writeSync } from "node:fs";
import { fileExporterSchema } from "../../../../config/schema/file-exporter.ts";
import { createFileExporter } from "../../../../exporters/file/create-file-exporter.ts";
import { logRecord } from "../log-records.ts";
import { recordingTelemetry } from "../recording-telemetry.ts";

const [path, compression] = process.argv.slice(2);
const exporter = createFileExporter(
	"file",
	fileExporterSchema.parse({
		path,
		compression,
		rotation: { max_megabytes: 1 },
	}),
	recordingTelemetry(),
);
const never = new AbortController().signal;
let next = 0;

async function write(): Promise<void> {
	for (;;) {
		const number = next++;
		const record = logRecord(number, (number * 7_919) % 100_000);
		for (const request of await exporter.encoder.encode([record])) {
			const { kind } = await exporter.send(request, never);
			if (kind === "accepted") writeSync(1, `${number}\n`);
		}
	}
}

await Promise.all([write(), write(), write(), write()]);
