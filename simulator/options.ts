// What can be said about a simulated org: the only place of each option, its
// default and its help.

import { parse } from "yaml";
import { z } from "zod";
import { duration } from "./duration-option.ts";
import { faultsOption } from "./faults/settings.ts";
import { EVENTS_PER_LOGIN } from "./generate/event-types/event-types.ts";
import { RELEASES } from "./generate/login-columns.ts";
import { loginOptionsSchema } from "./oauth/login-options.ts";

const STREAMS = Object.keys(EVENTS_PER_LOGIN);

const share = () => z.number().min(0).max(1).default(0);
const rowsPerHour = () => z.number().nonnegative();

export const simulatorOptionsSchema = z.strictObject({
	port: z
		.int()
		.min(0)
		.max(65_535)
		.default(0)
		.describe("Port on 127.0.0.1; 0 takes a free one."),
	seed: z
		.int()
		.nonnegative()
		.default(1)
		.describe("The same seed makes the same users, ids and rows."),
	start_time: z.iso
		.datetime({ offset: true })
		.optional()
		.describe("What the org's clock shows at the start; now by default."),
	speed: z
		.number()
		.nonnegative()
		.default(1)
		.describe("Simulated seconds a real second; 0 stops the org's clock."),
	organization: z
		.strictObject({
			name: z.string().min(1).default("Acme Robotics"),
			my_domain: z
				.string()
				.regex(/^[a-z0-9-]+$/)
				.default("acme"),
		})
		.prefault({}),
	users: z.int().min(1).max(10_000).default(25),
	hours: z
		.int()
		.nonnegative()
		.default(6)
		.describe("How many hourly files the org has at the start."),
	rows_per_hour: z
		.int()
		.nonnegative()
		.default(100)
		.describe(
			"Logins an hour on average over a week; other events are in proportion.",
		),
	streams: z
		.array(z.enum(STREAMS))
		.default(STREAMS)
		.describe("Which kinds of events there are, in every form they have."),
	event_types: z
		.record(
			z.string().regex(/^[A-Za-z]\w*$/),
			z.union([
				rowsPerHour(),
				z.strictObject({
					rows_per_hour: rowsPerHour(),
					columns: z.record(z.string(), z.string()).default({}),
				}),
			]),
		)
		.default({})
		.describe(
			"Event log files of further types, or other amounts: rows an hour by event type. A type that the simulator does not know takes columns with their LogFileFieldTypes.",
		),
	objects: z
		.record(z.string(), rowsPerHour())
		.default({})
		.describe(
			"Rows an hour of SetupAuditTrail and of the storage objects without a file of their own, such as ApiEvent.",
		),
	permissions: z
		.record(z.string(), z.boolean())
		.default({})
		.describe("false for an object that the user may not see."),
	late_rows: z
		.strictObject({
			share: share().describe("Of an hour's rows."),
			sequences: z.int().min(2).max(10).default(2),
			delay: duration("3h").describe("From one Sequence to the next."),
			repeated: share().describe(
				"Of the rows of a file, how many a later Sequence has again.",
			),
		})
		.prefault({})
		.describe("Rows that come in a later hourly file."),
	daily_replacement: z
		.enum(["none", "same_id", "new_id"])
		.default("none")
		.describe("Whether a daily file is replaced by one with more rows."),
	daily_replacement_delay: duration("12h"),
	object_rows: z
		.strictObject({
			delay: duration("3s").describe("From an event to its row."),
			late_share: share(),
			late_delay: duration("10m"),
		})
		.prefault({})
		.describe("When a row of an event object can be queried."),
	big_objects: z
		.strictObject({
			max_rows: z.int().positive().default(Number.MAX_SAFE_INTEGER),
			max_span: duration("3650d"),
			timeout_status: z.union([z.literal(400), z.literal(500)]).default(400),
		})
		.prefault({})
		.describe("Queries beyond this end with QUERY_TIMEOUT."),
	rhythm: z
		.boolean()
		.default(true)
		.describe("Busy working hours and quiet nights; false for equal hours."),
	interval: z.enum(["hourly", "daily", "both"]).default("hourly"),
	latency: duration("3h").describe(
		"From the end of the hour to its file; some minutes are added.",
	),
	releases: z
		.array(z.enum(RELEASES))
		.min(1)
		.default(["2023"])
		.describe("Column sets, taken in turn from hour to hour."),
	gzip: z
		.boolean()
		.default(true)
		.describe("Compress for a client that accepts it."),
	content_length: z
		.boolean()
		.default(false)
		.describe("Announce the length of an uncompressed log file."),
	daily_api_requests: z.int().positive().default(100_000),
	page_size: z.int().min(1).max(2000).default(2000),
	access_token_lifetime: duration("2h").describe(
		"Without use; each request starts it again.",
	),
	reuse_session: z
		.boolean()
		.default(true)
		.describe("A login while a session lives gives that session's token."),
	max_assertion_lifetime: duration("0s").describe(
		"Refuse assertions that expire later than this; 0s accepts any.",
	),
	login: loginOptionsSchema.describe("How the app and its user may log in."),
	long_running_requests: z
		.int()
		.positive()
		.default(25)
		.describe(
			"Requests of 20 seconds and more at a time; 5 in Developer and trial orgs.",
		),
	pub_sub: z
		.boolean()
		.default(false)
		.describe("A Pub/Sub API (gRPC) for the streams of event objects."),
	faults: faultsOption.describe(
		"Nasty sides that are switched on, by name: all of them (`all`), a list of names, or for each name true, false or what it should do.",
	),
	private_key: z
		.string()
		.optional()
		.describe(
			"RSA key (PEM) whose public half the app knows; a new one by default.",
		),
});

/** What a caller may leave out. */
export type SimulatorOptions = z.input<typeof simulatorOptionsSchema>;
export type ResolvedOptions = z.output<typeof simulatorOptionsSchema>;

/** Throws an `Error` that names each option that is wrong. */
export function resolveOptions(options: unknown): ResolvedOptions {
	const result = simulatorOptionsSchema.safeParse(options ?? {});
	if (result.success) return result.data;
	throw new Error(
		`The simulator's options are wrong:\n${z.prettifyError(result.error)}`,
	);
}

/** Options from a YAML text, not yet checked: `startSimulator` does that. */
export function readOptions(yaml: string): SimulatorOptions {
	return parse(yaml) ?? {};
}
