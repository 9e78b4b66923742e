// The receiver: one org, its login and its streams.

import { z } from "zod";
import { apiBudget } from "./api-budget.ts";
import { checkOverlap } from "./categories.ts";
import { crossCheck } from "./cross-check.ts";
import { duration } from "./duration.ts";
import { EXPECTED, fields } from "./field.ts";
import { bool } from "./number.ts";
import { salesforceAuthSchema, withLoginDefaults } from "./salesforce-auth.ts";
import { instanceUrl } from "./salesforce-url.ts";
import { streamsSchema } from "./streams.ts";
import { resourceAttributes } from "./text.ts";
import { tlsSchema } from "./tls.ts";
import { proxyUrl } from "./url.ts";

const deduplicationSchema = z.strictObject({
	enabled: bool()
		.prefault(true)
		.describe(
			"Leave out what was delivered lately, by `log.record.uid`: the rows that a replaced daily file or a late hourly file repeats. Equal rows within a file are different events, and all arrive.",
		),
	window: duration()
		.prefault("4d")
		.describe(
			"How long the rows of event log files are remembered. An event takes 16 bytes in the state directory, and a batch of events 200 more.",
		),
	object_window: duration()
		.prefault("1d")
		.describe("How long the rows of objects are remembered."),
});

export const salesforceReceiverSchema = crossCheck(
	z.strictObject({
		instance_url: instanceUrl().describe(
			"The org's My Domain URL; with port 8443 for mutual TLS. Plain `http://` is accepted for a loopback host only.",
		),
		auth: salesforceAuthSchema
			.prefault({})
			.describe("How to log in. Exactly one flow is required."),
		api_version: z
			.string()
			.regex(/^(?:auto|[1-9]\d{1,2}\.0)$/, EXPECTED)
			.register(fields, {
				type: "string",
				expected: 'an API version such as "67.0", or auto',
			})
			.prefault("auto")
			.describe(
				"The version of the Salesforce REST API. `auto` is the newest that both the org and this program know (46.0 to 68.0).",
			),
		streams: streamsSchema
			.prefault({})
			.describe(
				"What to read. A stream without settings, such as `login: {}`, has the defaults. At least one is required.",
			),
		allow_overlap: bool()
			.prefault(false)
			.describe(
				"Read a category of events from two sources, such as logins from event log files and from LoginEvent. Each event then arrives twice; without this key such a configuration is refused.",
			),
		resource: resourceAttributes()
			.prefault({})
			.describe(
				"Extra resource attributes for every record, such as `deployment.environment.name`.",
			),
		include_original: bool()
			.prefault(false)
			.describe(
				"Keep the original row as `log.record.original`. It about doubles the size of a record.",
			),
		deduplication: deduplicationSchema
			.prefault({})
			.describe(
				"Recognises events that were delivered before. After a kill or a power failure, what was on its way can still arrive twice, with the same `log.record.uid`.",
			),
		idle_timeout: duration()
			.prefault("60s")
			.describe(
				"How long a response may go without a byte. There is no total time-out: a large file takes as long as it takes.",
			),
		connect_timeout: duration()
			.prefault("10s")
			.describe("How long opening a connection may take."),
		api_budget: apiBudget()
			.prefault("20%")
			.describe(
				"How many API calls the receiver may make in 24 hours: a share of the org's limit, or a number. From half of it on, streams are polled less often. They are polled less often, too, when others have used three quarters of the org's calls, and the last 5 percent are never touched.",
			),
		max_concurrent_downloads: z
			.int()
			.min(1, EXPECTED)
			.max(20, EXPECTED)
			.register(fields, {
				type: "integer",
				expected: "a whole number from 1 to 20",
			})
			.prefault(4)
			.describe(
				"How many event log files may be on their way at once. A download of more than 20 seconds is one of the 25 long-running requests that Salesforce grants everybody in the org.",
			),
		proxy_url: proxyUrl()
			.optional()
			.describe(
				"A proxy for logins and requests, with user and password where it wants them. Without it `HTTPS_PROXY` and `NO_PROXY` of the environment count.",
			),
		tls: tlsSchema
			.optional()
			.describe(
				"TLS to the org. The client certificate of mutual TLS goes here.",
			),
	}),
	checkOverlap,
).transform((config) => ({
	...config,
	auth: withLoginDefaults(config.auth, config.instance_url),
}));

export type SalesforceReceiverConfig = z.output<
	typeof salesforceReceiverSchema
>;
