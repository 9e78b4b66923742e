// The streams of a receiver: what is read from an org.

import { z } from "zod";
import { setupAuditTrailStreamSchema } from "./audit-object-stream.ts";
import { crossCheck } from "./cross-check.ts";
import {
	apexStreamSchema,
	eventLogFilesStreamSchema,
} from "./event-log-file-stream.ts";
import { eventObjectsStreamSchema } from "./event-object-stream.ts";
import { loginStreamSchema, logoutStreamSchema } from "./login-stream.ts";

const shape = {
	login: loginStreamSchema
		.optional()
		.describe("Logins, successful and failed."),
	logout: logoutStreamSchema.optional().describe("Logouts."),
	apex: apexStreamSchema
		.optional()
		.describe("What Apex code did: executions, callouts, exceptions."),
	setup_audit_trail: setupAuditTrailStreamSchema
		.optional()
		.describe("Changes in Setup. Every edition has it."),
	event_log_files: eventLogFilesStreamSchema
		.optional()
		.describe("Event log files of any other type."),
	event_objects: eventObjectsStreamSchema
		.optional()
		.describe("Stored events of Real-Time Event Monitoring."),
};

export const streamNames = Object.keys(shape) as readonly StreamName[];
export type StreamName = keyof typeof shape;

export const streamsSchema = crossCheck(
	z.strictObject(shape),
	(value, report) => {
		if (Object.values(value).every((stream) => stream === undefined)) {
			const names = streamNames.map((name) => `\`${name}\``).join(", ");
			report(`at least one stream is required: ${names}`);
		}
	},
);

export type StreamsConfig = z.output<typeof streamsSchema>;
