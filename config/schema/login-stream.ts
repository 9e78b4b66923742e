// The streams `login` and `logout`: the same events from one of several sources.
// A key that the chosen source has no use for is a mistake.

import { z } from "zod";
import {
	AUDIT_RETENTION,
	type AuditObjectSchedule,
	auditDefaults,
} from "./audit-object-stream.ts";
import { crossCheck } from "./cross-check.ts";
import { duration, parseDuration } from "./duration.ts";
import {
	type LogFileSchedule,
	logFileDefaults,
	logFileHelp,
} from "./event-log-file-stream.ts";
import {
	type EventObjectSchedule,
	objectDefaults,
	objectHelp,
} from "./event-object-stream.ts";
import { fields } from "./field.ts";
import { type StreamShape, streamKeys } from "./stream.ts";
import { choice } from "./text.ts";

/** With the defaults of its source. */
export type LoginStreamConfig = StreamShape &
	(
		| ({ source: "event_log_file" } & LogFileSchedule)
		| ({ source: "object" } & EventObjectSchedule)
		| ({ source: "login_history" } & AuditObjectSchedule)
	);

type LoginSource = "event_log_file" | "object" | "login_history";

const DEFAULTS = {
	event_log_file: logFileDefaults,
	object: objectDefaults,
	login_history: {
		poll_interval: auditDefaults.poll_interval,
		initial_lookback: "24h",
		overlap: auditDefaults.overlap,
	},
} as const satisfies Record<LoginSource, Readonly<Record<string, string>>>;

/** `15m` for all, or `15m` for `event_log_file`, `5m` for `object`. */
function defaultText(sources: readonly LoginSource[], key: string): string {
	const values = new Map<string, string[]>();
	for (const source of sources) {
		const value = (DEFAULTS[source] as Readonly<Record<string, string>>)[key];
		if (value === undefined) continue;
		values.set(value, [...(values.get(value) ?? []), `\`${source}\``]);
	}
	return [...values]
		.map(([value, names]) =>
			names.length === sources.length
				? `\`${value}\``
				: `\`${value}\` for ${names.join(" and ")}`,
		)
		.join(", ");
}

function sourcedStreamSchema<const S extends readonly LoginSource[]>(
	sources: S,
	help: string,
) {
	const optional = (key: string) =>
		duration({ zero: key !== "poll_interval" && key !== "max_window" })
			.optional()
			.register(fields, { defaultText: defaultText(sources, key) });
	const shape = {
		source: choice(sources as unknown as [S[number], ...S[number][]])
			.prefault("event_log_file")
			.describe(help),
		log_file_interval: choice(["hourly", "daily"])
			.optional()
			.register(fields, {
				defaultText: defaultText(sources, "log_file_interval"),
			})
			.describe(logFileHelp.log_file_interval),
		poll_interval: optional("poll_interval").describe(
			"How often to ask for new files or events.",
		),
		initial_lookback: optional("initial_lookback").describe(
			"How far back the very first poll reaches: by the `CreatedDate` of files, by the time of events otherwise.",
		),
		settle: optional("settle").describe(logFileHelp.settle),
		visibility_lag: optional("visibility_lag").describe(
			objectHelp.visibility_lag,
		),
		overlap: optional("overlap").describe(
			"How far before the newest file or event read a poll looks again for what appeared late. What was read already is not sent again.",
		),
		max_window: optional("max_window").describe(objectHelp.max_window),
		...streamKeys(),
	};
	const settings = new Set(
		Object.values(DEFAULTS).flatMap((of) => Object.keys(of)),
	);
	return crossCheck(z.strictObject(shape), (value, report) => {
		const source = value.source as LoginSource;
		if (!sources.includes(source)) return;
		for (const key of settings) {
			if (value[key] === undefined || key in DEFAULTS[source]) continue;
			const [user] = sources.filter((one) => key in DEFAULTS[one]);
			report(
				`\`${key}\` is for \`source: ${user}\`; this stream has \`source: ${source}\``,
				key,
			);
		}
		const { initial_lookback: lookback } = value;
		if (
			source === "login_history" &&
			typeof lookback === "number" &&
			lookback > AUDIT_RETENTION.ms
		) {
			report(AUDIT_RETENTION.message, "initial_lookback");
		}
	}).transform(({ source, ...given }) => {
		const settings: Record<string, unknown> = { source, ...given };
		for (const [key, text] of Object.entries(DEFAULTS[source])) {
			settings[key] ??= parseDuration(text) ?? text;
		}
		// What the source has no use for was refused, and the rest is filled in.
		return settings as unknown as LoginStreamConfig & { source: S[number] };
	});
}

export const loginStreamSchema = sourcedStreamSchema(
	["event_log_file", "object", "login_history"],
	"Where logins are read from: event log files, the object LoginEvent (Real-Time Event Monitoring), or the object LoginHistory, which every edition has.",
);

export const logoutStreamSchema = sourcedStreamSchema(
	["event_log_file", "object"],
	"Where logouts are read from: event log files, or the object LogoutEvent (Real-Time Event Monitoring), which has logouts of the user interface only.",
);
