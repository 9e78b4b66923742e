// Streams that read EventLogFile: `apex`, and `event_log_files` for any type.

import { z } from "zod";
import { crossCheck } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { streamKeys } from "./stream.ts";
import { choice } from "./text.ts";

/** Stands for every event type that no other stream reads. */
export const EVERY_TYPE = "*";

/** How files are asked for; times are milliseconds. */
export interface LogFileSchedule {
	log_file_interval: "hourly" | "daily";
	poll_interval: number;
	initial_lookback: number;
	settle: number;
	overlap: number;
}

export const logFileDefaults = {
	log_file_interval: "hourly",
	poll_interval: "15m",
	initial_lookback: "24h",
	settle: "2m",
	overlap: "1h",
} as const;

export const logFileHelp = {
	log_file_interval:
		"Which of the two kinds of files to read; they hold the same events. Hourly files need Event Monitoring. Streams with the same interval and the same `poll_interval` share one query.",
	poll_interval: "How often to ask for new files.",
	initial_lookback:
		"How far back the very first poll reaches, by the `CreatedDate` of the files.",
	settle:
		"A file younger than this, by the org's clock, is left for the next poll: Salesforce may still be writing it.",
	overlap:
		"How far before the newest file read a poll looks again for files that appeared late. Files already read are not read again.",
} as const;

/** Names of event types go into a query, so they are held to what Salesforce allows in them. */
const eventTypes = (pattern: RegExp) =>
	z
		.array(
			z
				.string()
				.regex(
					pattern,
					"an event type is a name of letters and digits, such as Login",
				)
				.register(fields, {
					type: "string",
					expected: "the name of an event type",
				}),
		)
		.register(fields, {
			type: "list of strings",
			expected: "a list of event types",
		});

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const NAME_OR_EVERY = /^(?:\*|[A-Za-z][A-Za-z0-9_]*)$/;
const NONE = "`{key}` must name at least one event type";

const scheduleKeys = () => ({
	log_file_interval: choice(["hourly", "daily"])
		.prefault(logFileDefaults.log_file_interval)
		.describe(logFileHelp.log_file_interval),
	poll_interval: duration()
		.prefault(logFileDefaults.poll_interval)
		.describe(logFileHelp.poll_interval),
	initial_lookback: duration({ zero: true })
		.prefault(logFileDefaults.initial_lookback)
		.describe(logFileHelp.initial_lookback),
	settle: duration({ zero: true })
		.prefault(logFileDefaults.settle)
		.describe(logFileHelp.settle),
	overlap: duration({ zero: true })
		.prefault(logFileDefaults.overlap)
		.describe(logFileHelp.overlap),
});

const APEX_TYPES = [
	"ApexCallout",
	"ApexExecution",
	"ApexRestApi",
	"ApexSoap",
	"ApexTrigger",
	"ExternalCustomApexCallout",
	"ApexUnexpectedException",
	"ConcurrentLongRunningApexLimit",
	"QueuedExecution",
];

export const apexStreamSchema = z.strictObject({
	event_types: eventTypes(NAME)
		.min(1, NONE)
		.prefault(APEX_TYPES)
		.describe(
			"The event types to read, as Salesforce names them. All but ApexUnexpectedException need Event Monitoring.",
		),
	...scheduleKeys(),
	...streamKeys(),
});

export const eventLogFilesStreamSchema = crossCheck(
	z.strictObject({
		event_types: eventTypes(NAME_OR_EVERY)
			.min(1, NONE)
			.prefault([EVERY_TYPE])
			.describe(
				'The event types to read, as Salesforce names them. `["*"]` is every type that the org has or will have, but for those that other streams of the receiver read.',
			),
		exclude: eventTypes(NAME)
			.prefault([])
			.describe("Event types to leave out."),
		...scheduleKeys(),
		...streamKeys(),
	}),
	({ event_types, exclude }, report) => {
		if (!Array.isArray(event_types) || !Array.isArray(exclude)) return;
		const left = event_types.filter((type) => !exclude.includes(type));
		if (left.length === 0 && event_types.length > 0) {
			report("`exclude` leaves no event type", "exclude");
		}
	},
);
