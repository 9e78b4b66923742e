// Requests through the durable queue: each batch committed with a checkpoint, then
// taken, accepted at once and settled, by the queue's own consumers. The waiting
// for the disk is no processor time.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSendingQueue } from "../../exporters/queue/sending-queue.ts";
import { openFileStorage } from "../../extensions/file-storage/open-file-storage.ts";
import { systemClock } from "../../pipeline/clock.ts";
import type { EncodedRequest, Exporter } from "../../pipeline/exporter.ts";
import type { Storage } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createTelemetry } from "../../service/telemetry/create-telemetry.ts";
import { createEncoder, DEFAULTS } from "../default-exporter.ts";
import { sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

const EXPORTER = "otlp_http";

export const queue: Stage = {
	async prepare() {
		const batches: EncodedRequest[][] = [];
		const encoder = createEncoder();
		for (const records of await sampleBatches()) {
			batches.push(await encoder.encode(records));
		}
		const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-bench-"));
		const telemetry = createTelemetry({
			level: "warn",
			encoding: "console",
			write: (text) => process.stderr.write(text),
			clock: systemClock,
		});
		const storage = await openFileStorage({ directory, telemetry });
		const sending = startQueue(storage, telemetry);
		const { signal } = new AbortController();
		return {
			async pass() {
				for (const requests of batches) {
					const room = await sending.reserve(requests, signal);
					await storage.commit(
						requests.map((request) => ({ request, exporters: [EXPORTER] })),
						{ key: "bench", value: "{}" },
					);
					room.release();
				}
				await sending.drained(signal);
			},
			async cleanUp() {
				await sending.shutdown(AbortSignal.timeout(10_000));
				await storage.close();
				rmSync(directory, { recursive: true, force: true });
			},
		};
	},
};

function startQueue(storage: Storage, telemetry: Telemetry) {
	const exporter: Exporter = {
		id: EXPORTER,
		encoder: createEncoder(),
		send: async () => ({ kind: "accepted" }),
		shutdown: async () => {},
	};
	const sending = createSendingQueue({
		exporter,
		store: storage.queue(EXPORTER),
		config: DEFAULTS.sending_queue,
		retry: DEFAULTS.retry_on_failure,
		telemetry,
		clock: systemClock,
	});
	sending.start();
	return sending;
}
