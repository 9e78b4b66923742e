// Run as a child process, to be killed: commits 30 requests of one record, unless an
// earlier run has, and sends them three at a time. Says "drained" when all is taken.

import { writeSync } from "node:fs";
import { otlpHttpExporterSchema } from "../../../config/schema/otlp-http-exporter.ts";
import { createOtlpHttpExporter } from "../../../exporters/otlp-http/create-otlp-http-exporter.ts";
import { createSendingQueue } from "../../../exporters/queue/sending-queue.ts";
import { openFileStorage } from "../../../extensions/file-storage/open-file-storage.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import { logRecords } from "../../unit/exporters/log-records.ts";
import { recordingTelemetry } from "../../unit/exporters/recording-telemetry.ts";

const [, , directory = "", endpoint = ""] = process.argv;
const NEVER = new AbortController().signal;
const telemetry = recordingTelemetry();
const config = otlpHttpExporterSchema.parse({
	endpoint,
	sending_queue: { num_consumers: 3, batch: { max_size: 1, sizer: "items" } },
});

const storage = await openFileStorage({ directory, telemetry });
const exporter = createOtlpHttpExporter("otlp_http", config, telemetry, {
	version: "0",
});
if ((await storage.checkpoint("stream")) === undefined) {
	const requests = await exporter.encoder.encode(logRecords(30));
	await storage.commit(
		requests.map((request) => ({ request, exporters: ["otlp_http"] })),
		{ key: "stream", value: "done" },
	);
}
const queue = createSendingQueue({
	exporter,
	store: storage.queue("otlp_http"),
	config: config.sending_queue,
	retry: config.retry_on_failure,
	telemetry,
	clock: systemClock,
});
queue.start();
process.once("SIGTERM", async () => {
	await queue.shutdown(AbortSignal.abort());
	await storage.close();
	process.exit(0);
});
await queue.drained(NEVER);
writeSync(1, "drained\n");
