// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are part of what is tested
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../../config/load.ts";
import { fileStorageOf } from "../../../../config/schema/config.ts";
import { configErrorOf, loadOver } from "../minimal.ts";

/** The lines of the error that a file merged over the minimal one causes. */
const mistakes = (text: string, env: NodeJS.ProcessEnv = {}) =>
	configErrorOf(() => loadOver([text], env)).message.split("\n");

/** `settings` of one component, on a line of their own at column 5. */
const receiver = (settings: string) =>
	`receivers:\n  salesforce:\n    ${settings}\n`;
const exporter = (settings: string) =>
	`exporters:\n  otlp_http:\n    ${settings}\n`;
const debug = (settings: string) => `exporters:\n  debug:\n    ${settings}\n`;
const service = (settings: string) => `service:\n  ${settings}\n`;

describe("each mistake is told with its place, what was expected and what was found", () => {
	test.each([
		// keys
		[
			exporter("endpiont: x"),
			'3:5: exporters.otlp_http.endpiont: unknown key, did you mean "endpoint"?',
		],
		[
			exporter("endpiont:"),
			'3:5: exporters.otlp_http.endpiont: unknown key, did you mean "endpoint"?',
		],
		[
			receiver("api_budget: 120%"),
			'3:17: receivers.salesforce.api_budget: expected a percentage such as "20%", up to 100%, or a whole number of calls, found "120%"',
		],
		[
			receiver("pollInterval: 5m"),
			"3:5: receivers.salesforce.pollInterval: unknown key, expected one of instance_url, auth, api_version, streams, allow_overlap, resource, include_original, deduplication, idle_timeout, connect_timeout, api_budget, max_concurrent_downloads, proxy_url, tls",
		],
		[
			receiver("streams: { login: { pollInterval: 5m } }"),
			'3:25: receivers.salesforce.streams.login.pollInterval: unknown key, did you mean "poll_interval"?',
		],
		["recievers: {}", '1:1: recievers: unknown key, did you mean "receivers"?'],
		[
			"connectors: {}",
			"1:1: connectors: unknown key, expected one of receivers, processors, exporters, extensions, service",
		],
		// durations and sizes
		[
			exporter("timeout: 30"),
			'3:14: exporters.otlp_http.timeout: expected a duration with its unit, such as "30s", "1h30m" or "7d", found 30',
		],
		[
			exporter("timeout: 0s"),
			'3:14: exporters.otlp_http.timeout: `timeout` must be positive, found "0s"',
		],
		[
			receiver("streams: { login: { settle: -1s } }"),
			'3:33: receivers.salesforce.streams.login.settle: `settle` must be non-negative, found "-1s"',
		],
		[
			debug("sending_queue: { queue_size: 1XB }"),
			'3:34: exporters.debug.sending_queue.queue_size: expected a whole number or a byte size such as "1MB" or "1MiB", found "1XB"',
		],
		// numbers and booleans
		[
			debug("sending_queue: { num_consumers: 0 }"),
			"3:37: exporters.debug.sending_queue.num_consumers: `num_consumers` must be positive, found 0",
		],
		[
			debug("sending_queue: { num_consumers: many }"),
			'3:37: exporters.debug.sending_queue.num_consumers: expected a whole number, found "many"',
		],
		[
			debug("sending_queue: { num_consumers: 1.5 }"),
			"3:37: exporters.debug.sending_queue.num_consumers: expected a whole number, found 1.5",
		],
		[
			debug("sending_queue: { queue_size: 0 }"),
			"3:34: exporters.debug.sending_queue.queue_size: `queue_size` must be positive, found 0",
		],
		[
			receiver("include_original: yes"),
			'3:23: receivers.salesforce.include_original: expected true or false, found "yes"',
		],
		// choices
		[
			exporter("encoding: protobuf"),
			'3:15: exporters.otlp_http.encoding: expected "proto" or "json", found "protobuf"',
		],
		[
			exporter("compression: gzib"),
			'3:18: exporters.otlp_http.compression: expected "gzip", "zstd" or "none", found "gzib", did you mean "gzip"?',
		],
		[
			receiver("api_version: v67"),
			'3:18: receivers.salesforce.api_version: expected an API version such as "67.0", or auto, found "v67"',
		],
		[
			service("telemetry: { logs: { level: verbose } }"),
			'2:31: service.telemetry.logs.level: expected "debug", "info", "warn" or "error", found "verbose"',
		],
		// shapes
		[
			exporter("sending_queue: true"),
			"3:20: exporters.otlp_http.sending_queue: expected a map, found a boolean",
		],
		[
			exporter("headers: [a]"),
			"3:5: exporters.otlp_http.headers: expected a map of header names to values, found a list",
		],
		[
			receiver("streams: { apex: { event_types: Login } }"),
			"3:37: receivers.salesforce.streams.apex.event_types: expected a list of event types, found a string",
		],
		[
			receiver("streams: { apex: { event_types: [] } }"),
			"3:24: receivers.salesforce.streams.apex.event_types: `event_types` must name at least one event type",
		],
		[
			receiver('streams: { apex: { event_types: [ApexSoap, "x\' OR"] } }'),
			'3:48: receivers.salesforce.streams.apex.event_types[1]: an event type is a name of letters and digits, such as Login, found "x\' OR"',
		],
		[
			receiver("resource: { a: [1] }"),
			"3:17: receivers.salesforce.resource.a: expected a string, found a list",
		],
		[
			"exporters: []",
			"1:12: exporters: expected a map of exporters by id, found a list",
		],
		// keys that depend on each other
		[
			receiver("streams: { login: }\n    auth:"),
			"4:5: receivers.salesforce.auth: exactly one of `jwt_bearer`, `client_credentials`, `password`, `refresh_token`, `access_token` is required",
		],
		[
			receiver("streams:"),
			"3:5: receivers.salesforce.streams: at least one stream is required: `login`, `logout`, `apex`, `setup_audit_trail`, `event_log_files`, `event_objects`",
		],
		[
			receiver("auth: { jwt_bearer: { private_key_file: } }"),
			"minimal.yaml:5:7: receivers.salesforce.auth.jwt_bearer: exactly one of `private_key`, `private_key_file` is required",
		],
		[
			receiver(
				"auth: { jwt_bearer: { private_key: -----BEGIN PRIVATE KEY----- } }",
			),
			'minimal.yaml:8:27: receivers.salesforce.auth.jwt_bearer.private_key_file: only one of `private_key`, `private_key_file` may be set, found "server.key"',
		],
		[
			receiver("auth: { jwt_bearer: { username: } }"),
			"3:27: receivers.salesforce.auth.jwt_bearer.username: required, expected a string",
		],
		[
			receiver("auth: { jwt_bearer: { username: '' } }"),
			'3:37: receivers.salesforce.auth.jwt_bearer.username: `username` must not be empty, found ""',
		],
		[
			exporter("endpoint:"),
			"minimal.yaml:12:3: exporters.otlp_http: at least one of `endpoint`, `logs_endpoint` is required",
		],
		[
			exporter("endpoint: localhost:4317"),
			'3:15: exporters.otlp_http.endpoint: expected a URL that starts with http:// or https://, found "localhost:4317"',
		],
		[
			exporter("retry_on_failure: { max_elapsed_time: 10s }"),
			'3:43: exporters.otlp_http.retry_on_failure.max_elapsed_time: `max_elapsed_time` must not be less than `max_interval`, found "10s"',
		],
		[
			exporter("retry_on_failure: { randomization_factor: 1.1 }"),
			"3:47: exporters.otlp_http.retry_on_failure.randomization_factor: `randomization_factor` must be within [0, 1], found 1.1",
		],
		[
			exporter("retry_on_failure: { multiplier: -1 }"),
			"3:37: exporters.otlp_http.retry_on_failure.multiplier: `multiplier` must be non-negative, found -1",
		],
		[
			exporter("tls: { ca_file: a, ca_pem: '-----BEGIN CERTIFICATE-----' }"),
			"3:32: exporters.otlp_http.tls.ca_pem: provide either a CA file or the PEM-encoded string, but not both, found a string",
		],
		[
			exporter("tls: { cert_file: a }"),
			"3:5: exporters.otlp_http.tls: provide both certificate and key, or neither",
		],
		// ids and references
		[
			"exporters: { otlp_htp: }",
			'1:14: exporters.otlp_htp: there is no exporter of the type "otlp_htp"; there are: otlp_http, otlp_grpc, file, debug, did you mean "otlp_http"?',
		],
		[
			"exporters: { constructor: }",
			'1:14: exporters.constructor: there is no exporter of the type "constructor"; there are: otlp_http, otlp_grpc, file, debug',
		],
		[
			"processors: { batch: }",
			'1:15: processors.batch: there is no processor of the type "batch"; there are: elastic, resource, attributes, filter, redaction, probabilistic_sampler',
		],
		[
			"exporters: { 'debug/': }",
			"1:14: exporters.debug/: the name of an id (after `/`) must have 1 to 1024 characters, none of them white space, control or symbol characters",
		],
		[
			service("pipelines: { logs: { exporters: [otlp] } }"),
			'2:36: service.pipelines.logs.exporters[0]: no exporter has the id "otlp"; defined are: otlp_http',
		],
		[
			service("pipelines: { logs: { processors: [batch] } }"),
			'2:37: service.pipelines.logs.processors[0]: no processor has the id "batch"; none is defined under `processors`',
		],
		[
			service("pipelines: { logs: { exporters: [otlp_http, otlp_http] } }"),
			'2:47: service.pipelines.logs.exporters[1]: "otlp_http" is listed twice',
		],
		[
			service("pipelines: { logs: { receivers: [] } }"),
			"2:24: service.pipelines.logs.receivers: a pipeline needs at least one receiver",
		],
		[
			service("pipelines: { logs/b: { receivers: [salesforce] } }"),
			"2:16: service.pipelines.logs/b.exporters: required, expected a list of exporter ids, at least one",
		],
		[
			service("pipelines:"),
			"2:3: service.pipelines: required, expected a map of pipelines, such as `logs`",
		],
		[
			service(
				"pipelines: { traces: { receivers: [salesforce], exporters: [otlp_http] } }",
			),
			"2:16: service.pipelines.traces: there are no traces here: this product carries logs only, so a pipeline is `logs` or `logs/NAME`",
		],
		[
			"extensions: { file_storage: }",
			"1:15: extensions.file_storage: defined but not started: add it to `service.extensions`, or remove it",
		],
		[
			"extensions: { file_storage: , file_storage/b: }\nservice: { extensions: [file_storage, file_storage/b] }",
			'1:31: extensions.file_storage/b: only one file_storage is allowed; there is "file_storage" already',
		],
	])("%j", (text, expected) => {
		const line = expected.startsWith("minimal.yaml")
			? expected
			: `1.yaml:${expected}`;
		expect(mistakes(text)).toEqual([line]);
	});
});

test("an empty file lacks everything that is required", () => {
	const error = configErrorOf(() =>
		loadConfig([{ name: "empty.yaml", text: "" }], {}),
	);
	expect(error.message).toBe(
		"empty.yaml:1:1: service.pipelines: required, expected a map of pipelines, such as `logs`",
	);
});

test("all mistakes are told at once, from top to bottom, those between keys too", () => {
	const text = `
receivers:
  salesforce:
    instance_url: http://example.com
    auth: { jwt_bearer: { client_id: a, usename: b } }
exporters:
  otlp_http:
    timout: 3s
    retry_on_failure: { max_elapsed_time: 1s, multiplier: x }
service:
  pipelines:
    logs: { receivers: [salesfroce], exporters: [debug] }
`;
	const error = configErrorOf(() =>
		loadConfig([{ name: "otel.yaml", text }], {}),
	);
	expect(error.problems.map(({ line, path }) => [line, path])).toEqual(
		[
			[4, "receivers.salesforce.instance_url"],
			[5, "receivers.salesforce.auth.jwt_bearer.username"],
			[5, "receivers.salesforce.auth.jwt_bearer"],
			[5, "receivers.salesforce.auth.jwt_bearer.usename"],
			[3, "receivers.salesforce.streams"],
			[7, "exporters.otlp_http"],
			[8, "exporters.otlp_http.timout"],
			[9, "exporters.otlp_http.retry_on_failure.max_elapsed_time"],
			[9, "exporters.otlp_http.retry_on_failure.max_elapsed_time"],
			[9, "exporters.otlp_http.retry_on_failure.multiplier"],
			[12, "service.pipelines.logs.receivers[0]"],
			[12, "service.pipelines.logs.exporters[0]"],
		].toSorted((a, b) => Number(a[0]) - Number(b[0])),
	);
});

test("a problem says what it knows in fields of its own", () => {
	const error = configErrorOf(() => loadOver([exporter("compression: gzib")]));
	expect(error.problems).toEqual([
		{
			file: "1.yaml",
			line: 3,
			column: 18,
			path: "exporters.otlp_http.compression",
			message: 'expected "gzip", "zstd" or "none"',
			expected: '"gzip", "zstd" or "none"',
			found: '"gzib"',
			suggestion: "gzip",
		},
	]);
	expect(error.code).toBe("CONFIG_INVALID");
});

test("a value that came out of a variable says which", () => {
	expect(mistakes(exporter("timeout: ${env:T}"), { T: "soon" })).toEqual([
		'1.yaml:3:14: exporters.otlp_http.timeout: expected a duration with its unit, such as "30s", "1h30m" or "7d", found "soon" from ${env:T}',
	]);
});

test("a defined component that no pipeline uses is fine, an alias too", () => {
	const { config } = loadOver([
		"exporters: { debug: , otlphttp/old: { endpoint: http://h } }",
	]);
	expect(config.exporters).toMatchObject({
		debug: { type: "debug" },
		"otlphttp/old": { type: "otlp_http" },
	});
});

test("queue and checkpoints have a directory, also when the file names none", () => {
	const directory = (text: string, env: NodeJS.ProcessEnv) => {
		const { config } = loadOver([text], env);
		expect(config.service.extensions).toEqual(["file_storage"]);
		return fileStorageOf(config).directory;
	};
	const env = { HOME: "/home/a", XDG_STATE_HOME: "relative" };
	expect(directory("", env)).toBe("/home/a/.local/state/salesforce-otlp");
	expect(directory("", { ...env, XDG_STATE_HOME: "/xdg" })).toBe(
		"/xdg/salesforce-otlp",
	);
	expect(directory("", { ...env, STATE_DIRECTORY: "/var/lib/a:/b" })).toBe(
		"/var/lib/a",
	);
	const listed = "service: { extensions: [file_storage] }\n";
	expect(directory(`${listed}extensions: { file_storage: }`, env)).toBe(
		"/home/a/.local/state/salesforce-otlp",
	);
	expect(
		directory(`${listed}extensions: { file_storage: { directory: /d } }`, env),
	).toBe("/d");
});
