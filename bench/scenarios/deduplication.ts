// What recognising repeated records costs for a file that repeats nothing, as nearly
// all do: uids looked for in their hours, and remembered in the state file, here in
// transactions of their own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileStorage } from "../../extensions/file-storage/open-file-storage.ts";
import { systemClock } from "../../pipeline/clock.ts";
import { createDeduplicator } from "../../service/deduplication/deduplicator.ts";
import { createTelemetry } from "../../service/telemetry/create-telemetry.ts";
import { encodedOf } from "../encoded.ts";
import { ENCODED_BATCH_RECORDS, sampleBatches } from "../sample.ts";
import type { Stage } from "../stage.ts";

const DAY_MS = 86_400_000;

export const deduplication: Stage = {
	async prepare() {
		const batches = (await sampleBatches(ENCODED_BATCH_RECORDS)).map(encodedOf);
		const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-bench-"));
		const telemetry = createTelemetry({
			level: "warn",
			encoding: "console",
			write: (text) => process.stderr.write(text),
			clock: systemClock,
		});
		const storage = await openFileStorage({ directory, telemetry });
		const deduplicator = createDeduplicator(storage, telemetry);
		let pass = 0;
		return {
			async pass() {
				// A scope of its own, or all of it would be known.
				const scope = `bench:${pass++}`;
				for (const encoded of batches) {
					const { delivered } = await deduplicator.admit(
						{
							encoded,
							deduplication: { scope, origin: "file", windowMs: 4 * DAY_MS },
						},
						systemClock.now(),
					);
					await storage.commit([], undefined, delivered);
				}
			},
			async cleanUp() {
				await storage.close();
				rmSync(directory, { recursive: true, force: true });
			},
		};
	},
};
