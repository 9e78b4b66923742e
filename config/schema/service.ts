// What runs: the pipelines, the extensions that serve them, and the process.

import { z } from "zod";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { telemetrySchema } from "./telemetry.ts";

const componentIds = () =>
	z.array(
		z.string().register(fields, { type: "string", expected: "a component id" }),
	);

export const pipelineSchema = z.strictObject({
	receivers: componentIds()
		.min(1, "a pipeline needs at least one receiver")
		.register(fields, {
			type: "list of ids",
			expected: "a list of receiver ids, at least one",
		})
		.describe("Ids of receivers; at least one."),
	processors: componentIds()
		.register(fields, {
			type: "list of ids",
			expected: "a list of processor ids",
		})
		.prefault([])
		.describe("Ids of processors, in the order in which records pass them."),
	exporters: componentIds()
		.min(1, "a pipeline needs at least one exporter")
		.register(fields, {
			type: "list of ids",
			expected: "a list of exporter ids, at least one",
		})
		.describe("Ids of exporters; at least one. Each gets every record."),
});

export const serviceSchema = z.strictObject({
	extensions: componentIds()
		.register(fields, {
			type: "list of ids",
			expected: "a list of extension ids",
		})
		.prefault([])
		.describe(
			"Ids of the extensions to start. An extension that is defined and not listed here is an error.",
		),
	pipelines: z
		.record(z.string(), pipelineSchema)
		.register(fields, {
			type: "map of pipelines",
			expected: "a map of pipelines, such as `logs`",
		})
		.describe("The pipelines by id: `logs` or `logs/NAME`. At least one."),
	shutdown_timeout: duration()
		.prefault("30s")
		.describe(
			"How long the batch in hand may take to finish after SIGTERM or SIGINT.",
		),
	telemetry: telemetrySchema
		.prefault({})
		.describe("The process's own telemetry."),
});

export type ServiceConfig = z.output<typeof serviceSchema>;
