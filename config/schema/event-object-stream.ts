// Streams that read stored events of Real-Time Event Monitoring: `event_objects`.

import { z } from "zod";
import { duration } from "./duration.ts";
import { fields } from "./field.ts";
import { streamKeys } from "./stream.ts";

/** How events are asked for; times are milliseconds. */
export interface EventObjectSchedule {
	poll_interval: number;
	initial_lookback: number;
	visibility_lag: number;
	overlap: number;
	max_window: number;
}

export const objectDefaults = {
	poll_interval: "5m",
	initial_lookback: "24h",
	visibility_lag: "2m",
	overlap: "10m",
	max_window: "1h",
} as const;

export const objectHelp = {
	poll_interval: "How often to ask for new events.",
	initial_lookback:
		"How far back the very first poll reaches. Salesforce stores these events for up to six months.",
	visibility_lag:
		"How far behind now a poll ends, by the org's clock: an event can be queried only some time after it happened.",
	overlap:
		"How far before the newest event read a poll looks again for events that appeared late. Events already read are not sent again.",
	max_window:
		"The longest stretch of time that is asked for at once. Shorter ones are used by themselves where there are many events or the org is slow.",
} as const;

const objectName = () =>
	z
		.string()
		.regex(
			/^[A-Za-z][A-Za-z0-9_]*$/,
			"an object is a name of letters and digits, such as ApiEvent",
		)
		.refine(
			(name) => !/EventStream$/i.test(name),
			"an event stream can't be queried: name the object that stores its events, such as ApiEvent for ApiEventStream",
		)
		.refine(
			(name) => !/^SetupAuditTrail$/i.test(name),
			"SetupAuditTrail is read by the stream `setup_audit_trail`",
		)
		.refine(
			(name) => !/^LoginHistory$/i.test(name),
			"LoginHistory is read by `login: { source: login_history }`",
		)
		.register(fields, {
			type: "string",
			expected: "the name of an object",
		});

export const eventObjectsStreamSchema = z.strictObject({
	objects: z
		.array(objectName())
		.min(1, "`{key}` must name at least one object")
		.register(fields, {
			type: "list of strings",
			expected: "a list of objects such as ApiEvent",
		})
		.describe(
			"The objects to read, as Salesforce names them: ApiEvent, ReportEvent, LightningUriEvent, ListViewEvent, LoginAsEvent, UriEvent, FileEvent, PermissionSetEventStore and others with an `EventDate`. Storing their events is switched on in Setup > Event Manager.",
		),
	poll_interval: duration()
		.prefault(objectDefaults.poll_interval)
		.describe(objectHelp.poll_interval),
	initial_lookback: duration({ zero: true })
		.prefault(objectDefaults.initial_lookback)
		.describe(objectHelp.initial_lookback),
	visibility_lag: duration({ zero: true })
		.prefault(objectDefaults.visibility_lag)
		.describe(objectHelp.visibility_lag),
	overlap: duration({ zero: true })
		.prefault(objectDefaults.overlap)
		.describe(objectHelp.overlap),
	max_window: duration()
		.prefault(objectDefaults.max_window)
		.describe(objectHelp.max_window),
	...streamKeys(),
});
