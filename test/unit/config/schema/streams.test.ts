import { describe, expect, test } from "vitest";
import type { StreamsConfig } from "../../../../config/schema/streams.ts";
import { configErrorOf, loadOver } from "../minimal.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SHAPE = { severity: {}, attributes: { drop: [], keep: [] } };

/** `settings` in the place of the streams of the smallest configuration. */
function streams(settings: string, more = ""): StreamsConfig {
	const text = `receivers: { salesforce: { ${more}streams: { login:, ${settings} } } }`;
	// A key without a value takes away what was there.
	const none = "receivers: { salesforce: { streams: } }";
	const { config } = loadOver([none, text.replace("login:, ", "")]);
	return config.receivers.salesforce?.streams as StreamsConfig;
}

function problemsOf(settings: string, more = ""): string[] {
	const error = configErrorOf(() => streams(settings, more));
	return error.problems.map(
		({ path, message }) =>
			`${path.replace("receivers.salesforce.", "")}: ${message}`,
	);
}

describe("defaults", () => {
	test("of login and logout follow the source", () => {
		expect(streams("login: { source: object }, logout: {}").login).toEqual({
			source: "object",
			poll_interval: 5 * MINUTE,
			initial_lookback: DAY,
			visibility_lag: 2 * MINUTE,
			overlap: 10 * MINUTE,
			max_window: HOUR,
			...SHAPE,
		});
		expect(streams("login: { source: login_history }").login).toEqual({
			source: "login_history",
			poll_interval: 5 * MINUTE,
			initial_lookback: DAY,
			overlap: 10 * MINUTE,
			...SHAPE,
		});
		expect(streams("logout: {}").logout).toMatchObject({
			source: "event_log_file",
			log_file_interval: "hourly",
			poll_interval: 15 * MINUTE,
			overlap: HOUR,
		});
	});

	test("of the others", () => {
		const { apex, setup_audit_trail, event_log_files, event_objects } = streams(
			"apex: {}, setup_audit_trail: {}, event_log_files: {}, event_objects: { objects: [ApiEvent] }",
		);
		expect(apex?.event_types).toHaveLength(9);
		expect(setup_audit_trail).toEqual({
			poll_interval: 5 * MINUTE,
			initial_lookback: 7 * DAY,
			overlap: 10 * MINUTE,
			...SHAPE,
		});
		expect(event_log_files).toMatchObject({ event_types: ["*"], exclude: [] });
		expect(event_objects).toMatchObject({
			objects: ["ApiEvent"],
			visibility_lag: 2 * MINUTE,
		});
	});

	test("a stream has its own severities, attributes and original rows", () => {
		expect(
			streams(
				"apex: { include_original: true, severity: { success: DEBUG }, attributes: { drop: [url.query, user_agent.*] } }",
			).apex,
		).toMatchObject({
			include_original: true,
			severity: { success: "DEBUG" },
			attributes: { drop: ["url.query", "user_agent.*"], keep: [] },
		});
	});
});

describe("what can't work", () => {
	test.each([
		[
			"logout: { source: login_history }",
			'streams.logout.source: expected "event_log_file" or "object"',
		],
		[
			"login: { source: object, settle: 3m }",
			"streams.login.settle: `settle` is for `source: event_log_file`; this stream has `source: object`",
		],
		[
			"login: { max_window: 3m }",
			"streams.login.max_window: `max_window` is for `source: object`; this stream has `source: event_log_file`",
		],
		[
			"login: { event_types: [Login] }",
			"streams.login.event_types: unknown key",
		],
		[
			"setup_audit_trail: { initial_lookback: 181d }",
			"streams.setup_audit_trail.initial_lookback: `initial_lookback` must be at most 180d: Salesforce keeps no more",
		],
		[
			"login: { source: login_history, initial_lookback: 181d }",
			"streams.login.initial_lookback: `initial_lookback` must be at most 180d: Salesforce keeps no more",
		],
		[
			"event_objects: {}",
			"streams.event_objects.objects: required, expected a list of objects such as ApiEvent",
		],
		[
			"event_objects: { objects: [LoginEventStream] }",
			"streams.event_objects.objects[0]: an event stream can't be queried",
		],
		[
			"event_objects: { objects: [SetupAuditTrail] }",
			"streams.event_objects.objects[0]: SetupAuditTrail is read by the stream `setup_audit_trail`",
		],
		[
			"event_objects: { objects: [LoginHistory] }",
			"streams.event_objects.objects[0]: LoginHistory is read by `login: { source: login_history }`",
		],
		[
			"event_log_files: { event_types: [API], exclude: [API] }",
			"streams.event_log_files.exclude: `exclude` leaves no event type",
		],
		[
			'apex: { event_types: ["*"] }',
			"streams.apex.event_types[0]: an event type is a name of letters and digits",
		],
		[
			"apex: { severity: { success: LOUD } }",
			'streams.apex.severity.success: expected "DEBUG", "INFO", "WARN", "ERROR" or "FATAL"',
		],
		[
			"apex: { attributes: { drop: [user_agent*] } }",
			"streams.apex.attributes.drop[0]: an attribute is named as it is",
		],
	])("%s", (settings, message) => {
		const problems = problemsOf(settings);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(message);
	});
});

describe("one category has one source", () => {
	test("logins from files and from LoginEvent", () => {
		expect(
			problemsOf(
				"login: {}, event_objects: { objects: [ApiEvent, LoginEvent] }",
			),
		).toEqual([
			"streams.event_objects.objects[1]: the object LoginEvent holds the same events as the hourly Login files, which `login` reads, so each would arrive twice: remove one of them, or set `allow_overlap: true` if that is what you want",
		]);
	});

	test.each([
		[
			"login: { source: object }, event_log_files: { event_types: [Login] }",
			"the hourly Login files hold the same events as the object LoginEvent",
		],
		[
			"login: { source: login_history }, event_objects: { objects: [loginevent] }",
			"the object loginevent holds the same events as the object LoginHistory",
		],
		[
			"logout: {}, event_log_files: { log_file_interval: daily, event_types: [logout] }",
			"the daily logout files hold the same events as the hourly Logout files",
		],
		[
			"event_log_files: { event_types: [LoginAs] }, event_objects: { objects: [LoginAsEvent] }",
			"the object LoginAsEvent holds the same events as the hourly LoginAs files",
		],
	])("%s", (settings, message) => {
		const problems = problemsOf(settings);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(message);
		expect(() => streams(settings, "allow_overlap: true, ")).not.toThrow();
	});

	test.each([
		["login: {}, event_log_files: { event_types: [Login] }", "`login` reads"],
		[
			"login: { source: object }, event_objects: { objects: [LoginEvent] }",
			"`login` reads the object LoginEvent already",
		],
		["apex: { event_types: [ApexSoap, ApexSoap] }", "`apex` reads"],
		[
			"event_objects: { objects: [ApiEvent, ApiEvent] }",
			"`event_objects` reads",
		],
	])("nothing is read twice, whatever is allowed: %s", (settings, message) => {
		const problems = problemsOf(settings, "allow_overlap: true, ");
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(message);
	});

	test('"*" leaves to other streams what they read', () => {
		expect(() =>
			streams(
				"login: { source: object }, logout: {}, apex: {}, event_log_files: {}",
			),
		).not.toThrow();
	});
});
