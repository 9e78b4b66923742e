// Records to the terminal.

import { z } from "zod";
import { sendingQueueSchema } from "./sending-queue.ts";
import { choice } from "./text.ts";

export const debugExporterSchema = z.strictObject({
	verbosity: choice(["basic", "normal", "detailed"])
		.prefault("basic")
		.describe(
			"`basic` counts the records, `normal` prints a line for each, `detailed` prints everything.",
		),
	sending_queue: sendingQueueSchema({ enabled: false })
		.prefault({})
		.describe("As for `otlp_http`; off by default."),
});

export type DebugExporterConfig = z.output<typeof debugExporterSchema>;
