// Encoded records from the receiver's hand to the last acknowledgement, by the
// service's own parts: deduplication, requests, gzip, the durable queue with full
// sync, HTTP. The backend is a process of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { otlpHttpExporterSchema } from "../../config/schema/otlp-http-exporter.ts";
import { createOtlpHttpExporter } from "../../exporters/otlp-http/create-otlp-http-exporter.ts";
import { openFileStorage } from "../../extensions/file-storage/open-file-storage.ts";
import { systemClock } from "../../pipeline/clock.ts";
import { createOutlet } from "../../service/create-outlet.ts";
import { createFanOut } from "../../service/fan-out.ts";
import { createTelemetry } from "../../service/telemetry/create-telemetry.ts";
import { encodedOf } from "../encoded.ts";
import { startChild } from "../processes/child.ts";
import { ENCODED_BATCH_RECORDS, sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

const DAY_MS = 86_400_000;

export const delivery: Stage = {
	async prepare() {
		const batches = (await sampleBatches(ENCODED_BATCH_RECORDS)).map(encodedOf);
		const backend = startChild("backend.ts", undefined);
		const config = otlpHttpExporterSchema.parse({
			endpoint: await backend.message<string>(),
		});
		const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-bench-"));
		const telemetry = createTelemetry({
			level: "warn",
			encoding: "console",
			write: (text) => process.stderr.write(text),
			clock: systemClock,
		});
		const storage = await openFileStorage({ directory, telemetry });
		const outlet = createOutlet({
			exporter: createOtlpHttpExporter("otlp_http", config, telemetry, {
				version: "0.0.0",
			}),
			retry: config.retry_on_failure,
			queue: config.sending_queue,
			storage,
			telemetry,
			clock: systemClock,
		});
		outlet.start();
		const { consume } = createFanOut(
			[{ processors: [], outlets: [outlet] }],
			storage,
			telemetry,
			systemClock,
		);
		const { signal } = new AbortController();
		let pass = 0;
		return {
			async pass() {
				// A scope of its own, or all of it would be known.
				const scope = `bench:${pass++}`;
				for (const encoded of batches) {
					const deduplication = { scope, origin: "file", windowMs: 4 * DAY_MS };
					const checkpoint = { key: "bench", value: "{}" };
					await consume({ encoded, checkpoint, deduplication }, signal);
				}
				await outlet.drained(signal);
			},
			async cleanUp() {
				await outlet.shutdown(AbortSignal.timeout(10_000));
				await storage.close();
				await backend.stop();
				rmSync(directory, { recursive: true, force: true });
			},
		};
	},
};
