// OTLP JSON lines to a file; the keys of the Collector's `file` exporter. Deliberate
// differences: it always appends, a line is on disk before it counts as delivered,
// and no backup is deleted unless the operator says so.

import { z } from "zod";
import { fields } from "./field.ts";
import { bool, nonNegativeNumber, positiveInteger } from "./number.ts";
import { retrySchema } from "./retry-on-failure.ts";
import { sendingQueueSchema } from "./sending-queue.ts";
import { choice, filePath } from "./text.ts";

const rotationSchema = z.strictObject({
	max_megabytes: positiveInteger()
		.prefault(100)
		.describe(
			"How large the file grows, in MiB, before it is renamed to a backup, `NAME-TIME.EXTENSION`, and a new one begun.",
		),
	max_days: nonNegativeNumber()
		.prefault(0)
		.describe("Backups older than this are deleted; 0 keeps them."),
	max_backups: z
		.int()
		.min(0, "`{key}` must be non-negative")
		.register(fields, { type: "integer", expected: "a whole number" })
		.prefault(0)
		.describe(
			"How many backups are kept, the newest; 0 keeps all. (The Collector's default is 100.)",
		),
	localtime: bool()
		.prefault(false)
		.describe("Local time instead of UTC in the names of backups."),
});

export const fileExporterSchema = z.strictObject({
	path: filePath().describe(
		"The file, for one exporter alone. It is made with mode 0600, and appended to when it exists.",
	),
	create_directory: bool()
		.prefault(false)
		.describe(
			"Make the directory of `path`, with mode 0700, when it is missing.",
		),
	compression: choice(["none", "gzip"])
		.prefault("none")
		.describe(
			"With `gzip` each request is a gzip member of its own; `gzip -d` reads them all.",
		),
	rotation: rotationSchema
		.optional()
		.describe(
			"When a new file is begun. Never by default; `{}` takes the defaults below.",
		),
	retry_on_failure: retrySchema
		.prefault({})
		.describe("How it goes on after a full disk or another failure."),
	sending_queue: sendingQueueSchema({ enabled: true })
		.prefault({})
		.describe("The durable queue in front of the file."),
});

export type FileExporterConfig = z.output<typeof fileExporterSchema>;
export type RotationConfig = z.output<typeof rotationSchema>;
