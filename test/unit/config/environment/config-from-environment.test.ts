// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are part of what is tested

import { describe, expect, test } from "vitest";
import {
	configFromEnvironment,
	formatWarning,
} from "../../../../config/load.ts";
import { Secret } from "../../../../pipeline/secret.ts";
import { configErrorOf } from "../minimal.ts";

const ENOUGH = {
	HOME: "/home/a",
	SALESFORCE_INSTANCE_URL: "https://example.my.salesforce.com",
	SALESFORCE_CLIENT_ID: "consumer-key",
	SALESFORCE_USERNAME: "user@example.com",
	SALESFORCE_PRIVATE_KEY_FILE: "server.key",
};

function load(env: NodeJS.ProcessEnv) {
	const { receivers, exporters, ...rest } = configFromEnvironment({
		...ENOUGH,
		...env,
	}).config;
	const exporter = exporters.otlp_http;
	if (exporter?.type !== "otlp_http") throw new Error("no otlp_http");
	return { receiver: receivers.salesforce, exporter, ...rest };
}

const mistakes = (env: NodeJS.ProcessEnv) =>
	configErrorOf(() => configFromEnvironment(env)).message.split("\n");

test("four variables are enough", () => {
	const { receiver, exporter, service, extensions } = load({});
	expect(receiver).toMatchObject({
		instance_url: "https://example.my.salesforce.com",
		auth: {
			jwt_bearer: {
				client_id: "consumer-key",
				username: "user@example.com",
				private_key_file: "server.key",
			},
		},
		streams: { login: { log_file_interval: "hourly", poll_interval: 900_000 } },
	});
	expect(exporter).toMatchObject({ endpoint: "http://localhost:4318" });
	expect(service.pipelines).toEqual({
		logs: {
			receivers: ["salesforce"],
			processors: [],
			exporters: ["otlp_http"],
		},
	});
	expect(extensions).toEqual({
		file_storage: {
			type: "file_storage",
			directory: "/home/a/.local/state/salesforce-otlp",
		},
	});
});

test("every SALESFORCE_ variable reaches its key", () => {
	const { receiver, extensions } = load({
		SALESFORCE_PRIVATE_KEY_FILE: "",
		SALESFORCE_PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\\nabc",
		SALESFORCE_PRIVATE_KEY_PASSPHRASE: "p$$w ${X}",
		SALESFORCE_AUDIENCE: "https://test.salesforce.com",
		SALESFORCE_TOKEN_URL: "https://gov.my.salesforce.com/services/oauth2/token",
		SALESFORCE_API_VERSION: "60.0",
		SALESFORCE_LOG_FILE_INTERVAL: "daily",
		SALESFORCE_POLL_INTERVAL: "5m",
		SALESFORCE_INITIAL_LOOKBACK: "7d",
		SALESFORCE_STATE_DIRECTORY: "/state",
	});
	expect(receiver).toMatchObject({
		api_version: "60.0",
		auth: {
			jwt_bearer: {
				audience: "https://test.salesforce.com",
				token_url: "https://gov.my.salesforce.com/services/oauth2/token",
			},
		},
		streams: {
			login: {
				log_file_interval: "daily",
				poll_interval: 300_000,
				initial_lookback: 604_800_000,
			},
		},
	});
	const jwt = receiver?.auth.jwt_bearer;
	expect(jwt?.private_key?.reveal()).toBe("-----BEGIN PRIVATE KEY-----\nabc");
	expect(jwt?.private_key_passphrase?.reveal()).toBe("p$$w ${X}");
	expect(extensions.file_storage).toMatchObject({ directory: "/state" });
});

describe("the secrets say how to log in", () => {
	/** Not a key's file, so that other ways are open. */
	const APP = { ...ENOUGH, SALESFORCE_PRIVATE_KEY_FILE: "" };

	test.each([
		[
			"client_credentials",
			{ SALESFORCE_USERNAME: "", SALESFORCE_CLIENT_SECRET: "s" },
			{ client_id: "consumer-key" },
		],
		[
			"client_credentials",
			{ SALESFORCE_USERNAME: "", SALESFORCE_CLIENT_SECRET_FILE: "/run/s" },
			{ client_secret_file: "/run/s" },
		],
		[
			"password",
			{
				SALESFORCE_CLIENT_SECRET: "s",
				SALESFORCE_PASSWORD_FILE: "/run/p",
				SALESFORCE_SECURITY_TOKEN_FILE: "/run/t",
			},
			{
				username: "user@example.com",
				password_file: "/run/p",
				security_token_file: "/run/t",
			},
		],
		[
			"refresh_token",
			{
				SALESFORCE_USERNAME: "",
				SALESFORCE_REFRESH_TOKEN_FILE: "/run/r",
				SALESFORCE_TOKEN_URL: "https://x.my.site.com/services/oauth2/token",
			},
			{
				refresh_token_file: "/run/r",
				token_url: "https://x.my.site.com/services/oauth2/token",
			},
		],
		[
			"access_token",
			{
				SALESFORCE_CLIENT_ID: "",
				SALESFORCE_USERNAME: "",
				SALESFORCE_ACCESS_TOKEN_FILE: "/run/a",
			},
			{ access_token_file: "/run/a" },
		],
	] as const)("%s with %j", (flow, env, settings) => {
		const { config } = configFromEnvironment({ ...APP, ...env });
		const { cache, ...flows } = config.receivers.salesforce?.auth ?? {};
		expect(cache).toBe(false);
		expect(
			Object.entries(flows).filter(([, value]) => value !== undefined),
		).toMatchObject([[flow, settings]]);
	});

	test("and secrets stay secret", () => {
		const { config } = configFromEnvironment({
			...APP,
			SALESFORCE_CLIENT_SECRET: "a$${b}",
			SALESFORCE_PASSWORD: " p ",
			SALESFORCE_AUTH_CACHE: "true",
		});
		const auth = config.receivers.salesforce?.auth;
		expect(auth?.cache).toBe(true);
		expect(auth?.password?.client_secret?.reveal()).toBe("a$${b}");
		expect(auth?.password?.password?.reveal()).toBe(" p ");
		expect(JSON.stringify(auth)).not.toContain("{b}");
	});

	test.each([
		[
			{ SALESFORCE_PASSWORD: "p" },
			[
				"SALESFORCE_PASSWORD: exactly one of SALESFORCE_CLIENT_SECRET, SALESFORCE_CLIENT_SECRET_FILE is required",
			],
		],
		[
			{ SALESFORCE_CLIENT_SECRET: "s" },
			[
				"SALESFORCE_USERNAME: must not be set where SALESFORCE_CLIENT_SECRET is: that logs in with client_credentials, which has no such setting",
			],
		],
		[
			{ SALESFORCE_PRIVATE_KEY_FILE: "k", SALESFORCE_CLIENT_SECRET: "s" },
			[
				"SALESFORCE_CLIENT_SECRET: must not be set where SALESFORCE_PRIVATE_KEY_FILE is: that logs in with jwt_bearer, which has no such setting",
			],
		],
		[
			{
				SALESFORCE_USERNAME: "",
				SALESFORCE_CLIENT_SECRET: "s",
				SALESFORCE_TOKEN_URL: "https://login.salesforce.com/x",
			},
			[
				expect.stringMatching(
					/^SALESFORCE_TOKEN_URL: SALESFORCE_TOKEN_URL must be of the org's own host/,
				),
			],
		],
		[
			{
				SALESFORCE_USERNAME: "",
				SALESFORCE_CLIENT_SECRET: "s",
				SALESFORCE_CLIENT_SECRET_FILE: "f",
			},
			[
				'SALESFORCE_CLIENT_SECRET_FILE: only one of SALESFORCE_CLIENT_SECRET, SALESFORCE_CLIENT_SECRET_FILE may be set, found "f"',
			],
		],
	])("%j is told in the words of variables", (env, expected) => {
		expect(mistakes({ ...APP, ...env })).toEqual(expected);
	});
});

test("a page's address is corrected and told under the variable's name", () => {
	const { config, warnings } = configFromEnvironment({
		...ENOUGH,
		SALESFORCE_INSTANCE_URL: "https://acme.lightning.force.com/lightning/page",
	});
	expect(config.receivers.salesforce?.instance_url).toBe(
		"https://acme.my.salesforce.com",
	);
	expect(warnings.map(formatWarning)).toEqual([
		"SALESFORCE_INSTANCE_URL: https://acme.lightning.force.com/lightning/page is the address of a page, which has no API; https://acme.my.salesforce.com is used instead",
	]);
});

test("without SALESFORCE_STREAMS, what every edition has is read", () => {
	expect(Object.keys(load({}).receiver?.streams ?? {})).toEqual([
		"login",
		"logout",
		"setup_audit_trail",
	]);
});

test("SALESFORCE_STREAMS chooses, and the others set what each stream has", () => {
	const { receiver } = load({
		SALESFORCE_STREAMS: " apex, setup_audit_trail,event_log_files ",
		SALESFORCE_POLL_INTERVAL: "7m",
		SALESFORCE_LOG_FILE_INTERVAL: "daily",
	});
	expect(receiver?.streams).toMatchObject({
		apex: { poll_interval: 420_000, log_file_interval: "daily" },
		setup_audit_trail: {
			poll_interval: 420_000,
			initial_lookback: 604_800_000,
		},
		event_log_files: { event_types: ["*"], log_file_interval: "daily" },
	});
	expect(Object.keys(receiver?.streams ?? {})).toHaveLength(3);
});

describe("the standard OTLP variables", () => {
	test("are read", () => {
		const { exporter } = load({
			OTEL_EXPORTER_OTLP_ENDPOINT: "https://otlp.example.com",
			OTEL_EXPORTER_OTLP_HEADERS: "Authorization=ApiKey%20abc%3D%3D, x-scope=1",
			OTEL_EXPORTER_OTLP_TIMEOUT: "1500",
			OTEL_EXPORTER_OTLP_COMPRESSION: "none",
			OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
			OTEL_EXPORTER_OTLP_CERTIFICATE: "ca.pem",
			OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: "client.pem",
			OTEL_EXPORTER_OTLP_CLIENT_KEY: "client.key",
		});
		expect(exporter).toMatchObject({
			endpoint: "https://otlp.example.com",
			timeout: 1500,
			compression: "none",
			encoding: "json",
			tls: {
				ca_file: "ca.pem",
				cert_file: "client.pem",
				key_file: "client.key",
			},
		});
		expect(exporter.headers.Authorization).toBeInstanceOf(Secret);
		expect(exporter.headers.Authorization?.reveal()).toBe("ApiKey abc==");
		expect(exporter.headers["x-scope"]?.reveal()).toBe("1");
	});

	test("give way to their LOGS_ variants", () => {
		const { exporter } = load({
			OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "https://logs.example.com/in",
			OTEL_EXPORTER_OTLP_HEADERS: "a=1",
			OTEL_EXPORTER_OTLP_LOGS_HEADERS: "b=2",
			OTEL_EXPORTER_OTLP_TIMEOUT: "1",
			OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: "2",
			OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
			OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "http/protobuf",
		});
		expect(exporter.logs_endpoint).toBe("https://logs.example.com/in");
		expect(exporter.endpoint).toBeUndefined();
		expect(Object.keys(exporter.headers)).toEqual(["b"]);
		expect(exporter).toMatchObject({ timeout: 2, encoding: "proto" });
	});

	test("make an otlp_grpc exporter where the protocol is grpc", () => {
		const { config } = configFromEnvironment({
			...ENOUGH,
			OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
			OTEL_EXPORTER_OTLP_ENDPOINT: "http://all.example.com:4317",
			OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "https://logs.example.com:4317",
			OTEL_EXPORTER_OTLP_HEADERS: "x-scope=1",
			OTEL_EXPORTER_OTLP_TIMEOUT: "1500",
			OTEL_EXPORTER_OTLP_CERTIFICATE: "ca.pem",
		});
		expect(config.exporters).toMatchObject({
			otlp_grpc: {
				endpoint: "https://logs.example.com:4317",
				timeout: 1500,
				tls: { ca_file: "ca.pem" },
			},
		});
		expect(Object.keys(config.exporters)).toEqual(["otlp_grpc"]);
		expect(config.service.pipelines.logs?.exporters).toEqual(["otlp_grpc"]);
	});

	test("of gRPC have a default and mistakes of their own", () => {
		const grpc = { ...ENOUGH, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
		expect(configFromEnvironment(grpc).config.exporters).toMatchObject({
			otlp_grpc: { endpoint: "http://localhost:4317" },
		});
		expect(
			mistakes({
				...grpc,
				OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4317/v1/logs",
			}),
		).toEqual([
			expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT: expected a host/),
		]);
	});
});

test("resource attributes are the receiver's; OTEL_SERVICE_NAME wins", () => {
	const { receiver } = load({
		OTEL_RESOURCE_ATTRIBUTES:
			"service.name=a,deployment.environment.name=pre%20prod",
		OTEL_SERVICE_NAME: "0123",
	});
	expect(receiver?.resource).toEqual({
		"service.name": "0123",
		"deployment.environment.name": "pre prod",
	});
});

test("everything that is missing is named at once", () => {
	expect(mistakes({ SALESFORCE_CLIENT_ID: "  " }).sort()).toEqual([
		"SALESFORCE_CLIENT_ID: is required and not set",
		"SALESFORCE_INSTANCE_URL: is required and not set",
		"SALESFORCE_PRIVATE_KEY: is required and not set, or instead of it SALESFORCE_PASSWORD, SALESFORCE_REFRESH_TOKEN, SALESFORCE_ACCESS_TOKEN or SALESFORCE_CLIENT_SECRET; each may be a file: SALESFORCE_PRIVATE_KEY_FILE and so on",
		"SALESFORCE_USERNAME: is required and not set",
	]);
});

test.each([
	[
		"SALESFORCE_POLL_INTERVAL",
		"5",
		'expected a duration with its unit, such as "30s", "1h30m" or "7d", found "5"',
	],
	[
		"SALESFORCE_STREAMS",
		"login, apexx",
		'expected some of login, logout, apex, setup_audit_trail, event_log_files, separated by commas, found "apexx"',
	],
	[
		"SALESFORCE_INITIAL_LOOKBACK",
		"200d",
		'SALESFORCE_INITIAL_LOOKBACK must be at most 180d: Salesforce keeps no more, found "200d"',
	],
	[
		"SALESFORCE_INSTANCE_URL",
		"http://example.com",
		'SALESFORCE_INSTANCE_URL must use https:// (http:// is for a loopback host only), found "http://example.com"',
	],
	[
		"SALESFORCE_LOG_FILE_INTERVAL",
		"hourli",
		'expected "hourly" or "daily", found "hourli", did you mean "hourly"?',
	],
	[
		"OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
		"http",
		'expected http/protobuf, http/json or grpc, found "http"',
	],
	[
		"OTEL_EXPORTER_OTLP_TIMEOUT",
		"5s",
		'expected a number of milliseconds, found "5s"',
	],
	[
		"OTEL_EXPORTER_OTLP_TIMEOUT",
		"0",
		'OTEL_EXPORTER_OTLP_TIMEOUT must be positive, found "0ms"',
	],
	[
		"OTEL_EXPORTER_OTLP_HEADERS",
		"no pairs",
		"expected key=value pairs separated by commas, values percent-encoded",
	],
	[
		"OTEL_EXPORTER_OTLP_HEADERS",
		"a=%zz",
		"expected key=value pairs separated by commas, values percent-encoded",
	],
	[
		"OTEL_EXPORTER_OTLP_HEADERS",
		"a b=c",
		"a header name may hold letters, digits and - _ . only",
	],
	[
		"OTEL_EXPORTER_OTLP_CLIENT_KEY",
		"client.key",
		"provide both certificate and key, or neither",
	],
	["SALESFORCE_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----", undefined],
])("%s=%s is told by the name of the variable", (name, value, message) => {
	expect(mistakes({ ...ENOUGH, [name]: value })).toEqual([
		message === undefined
			? 'SALESFORCE_PRIVATE_KEY_FILE: only one of SALESFORCE_PRIVATE_KEY, SALESFORCE_PRIVATE_KEY_FILE may be set, found "server.key"'
			: `${name}: ${message}`,
	]);
});
