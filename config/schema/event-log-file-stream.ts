// A stream that reads EventLogFile.

import { z } from "zod";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { choice } from "./text.ts";

/** Names of event types go into a query, so they are held to what Salesforce allows in them. */
const eventType = () =>
	z
		.string()
		.regex(
			/^[A-Za-z][A-Za-z0-9_]*$/,
			"an event type is a name of letters and digits, such as Login",
		)
		.register(fields, {
			type: "string",
			expected: "the name of an event type",
		});

export function eventLogFileStreamSchema(defaultEventTypes: string[]) {
	return z.strictObject({
		source: choice(["event_log_file"])
			.prefault("event_log_file")
			.describe("Where the events are read from."),
		event_types: z
			.array(eventType())
			.min(1, "`{key}` must name at least one event type")
			.register(fields, {
				type: "list of strings",
				expected: "a list of event types",
			})
			.prefault(defaultEventTypes)
			.describe("The event types to read, as Salesforce names them."),
		log_file_interval: choice(["hourly", "daily"])
			.prefault("hourly")
			.describe(
				"Which of the two kinds of files to read; they hold the same events. Hourly files need Event Monitoring.",
			),
		poll_interval: duration()
			.prefault("15m")
			.describe("How often to ask for new files."),
		initial_lookback: duration({ zero: true })
			.prefault("24h")
			.describe(
				"How far back the very first poll reaches, by the `CreatedDate` of the files.",
			),
		settle: duration({ zero: true })
			.prefault("2m")
			.describe(
				"A file younger than this, by the org's clock, is left for the next poll: Salesforce may still be writing it.",
			),
		overlap: duration({ zero: true })
			.prefault("1h")
			.describe(
				"How far before the newest file read a poll looks again for files that appeared late. Files already read are not read again.",
			),
	});
}

export type EventLogFileStreamConfig = z.output<
	ReturnType<typeof eventLogFileStreamSchema>
>;
