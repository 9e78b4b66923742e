import { describe, expect, test } from "vitest";
import { formatConfig } from "../../../../config/format.ts";
import type { OtlpHttpExporterConfig } from "../../../../config/schema/otlp-http-exporter.ts";
import { configErrorOf, loadOver } from "../minimal.ts";

const exporter = (settings: string) =>
	`exporters:\n  otlp_http:\n    ${settings}\n`;

const mistakes = (settings: string) =>
	configErrorOf(() => loadOver([exporter(settings)])).message.split("\n");

function loaded(settings: string): OtlpHttpExporterConfig {
	return loadOver([exporter(settings)]).config.exporters
		.otlp_http as OtlpHttpExporterConfig;
}

const CLIENT = "client_id: me, client_secret: s3cr3t";
const TOKEN_URL = "token_url: https://login.example.com/token";

describe("each mistake is told with its place", () => {
	test.each([
		[
			"sending_queue: { batch: { min_size: -1 } }",
			"3:41: exporters.otlp_http.sending_queue.batch.min_size: `min_size` must be non-negative, found -1",
		],
		[
			"sending_queue: { batch: { flush_timeout: 0s } }",
			'3:46: exporters.otlp_http.sending_queue.batch.flush_timeout: `flush_timeout` must be positive, found "0s"',
		],
		[
			"sending_queue: { batch: { min_size: 5, max_size: 4 } }",
			"3:54: exporters.otlp_http.sending_queue.batch.max_size: `max_size` must be greater or equal to `min_size`, found 4",
		],
		[
			"sending_queue: { sizer: items, queue_size: 10, batch: { sizer: items, min_size: 20, max_size: 30 } }",
			"3:85: exporters.otlp_http.sending_queue.batch.min_size: `min_size` must be less than or equal to `queue_size`, found 20",
		],
		[
			"proxy_url: proxy:3128",
			"3:16: exporters.otlp_http.proxy_url: expected the URL of a proxy that starts with http:// or https://, found a string",
		],
		[
			"header_files: { Authorization: {} }",
			"3:21: exporters.otlp_http.header_files.Authorization.file: required, expected the path of a file",
		],
		[
			"header_files: { Authorization: token }",
			"3:36: exporters.otlp_http.header_files.Authorization: expected a map, found a string",
		],
		[
			"header_files: { 'a b': { file: x } }",
			"3:21: exporters.otlp_http.header_files: a header name may hold letters, digits and - _ . only",
		],
		["auth: {}", "3:5: exporters.otlp_http.auth: `oauth2client` is required"],
		[
			`auth: { oauth2client: { ${CLIENT} } }`,
			"3:13: exporters.otlp_http.auth.oauth2client.token_url: required, expected a URL that starts with https://",
		],
		[
			`auth: { oauth2client: { ${CLIENT}, token_url: "http://login.example.com" } }`,
			'3:78: exporters.otlp_http.auth.oauth2client.token_url: `token_url` must use https:// (http:// is for a loopback host only), found "http://login.example.com"',
		],
		[
			`auth: { oauth2client: { client_id: me, ${TOKEN_URL} } }`,
			"3:13: exporters.otlp_http.auth.oauth2client: exactly one of `client_secret`, `client_secret_file` is required",
		],
		[
			"max_age: -1h",
			'3:14: exporters.otlp_http.max_age: `max_age` must be positive, found "-1h"',
		],
	])("%s", (settings, expected) => {
		expect(mistakes(settings)).toEqual([`1.yaml:${expected}`]);
	});

	test.each([
		[
			"headers: { authorization: a }\n    header_files: { Authorization: { file: x } }",
		],
		["headers: { authorization: a, Authorization: b }"],
		[
			`headers: { Authorization: a }\n    auth: { oauth2client: { ${CLIENT}, ${TOKEN_URL} } }`,
		],
		[
			`header_files: { AUTHORIZATION: { file: x } }\n    auth: { oauth2client: { ${CLIENT}, ${TOKEN_URL} } }`,
		],
	])("a header that is set twice: %s", (settings) => {
		expect(mistakes(settings)).toEqual([
			expect.stringMatching(
				/only one of `headers`, `header_files`, `auth` may set authorization, and only once/i,
			),
		]);
	});

	test("max_size of file_storage", () => {
		const error = configErrorOf(() =>
			loadOver([
				"extensions: { file_storage: { max_size: 0 } }\nservice: { extensions: [file_storage] }",
			]),
		);
		expect(error.message).toContain("`max_size` must be positive, found 0");
	});
});

test("what is given is taken in bytes and milliseconds", () => {
	expect(
		loaded(
			"{ max_record_size: 2MB, max_age: 7d, sending_queue: { sizer: bytes, queue_size: 1GiB, batch: { min_size: 100kB, flush_timeout: 1s } } }",
		),
	).toMatchObject({
		max_record_size: 2_000_000,
		max_age: 7 * 86_400_000,
		instance_id_from_event_type: false,
		sending_queue: {
			queue_size: 2 ** 30,
			batch: { min_size: 100_000, flush_timeout: 1_000 },
		},
	});
});

test("secrets of proxies and clients are not printed", () => {
	const { config } = loadOver([
		exporter(
			`{ proxy_url: "http://user:pr0xy-pass@proxy:3128", auth: { oauth2client: { ${CLIENT}, ${TOKEN_URL} } } }`,
		),
	]);
	const printed = formatConfig(config);
	expect(printed).toContain('proxy_url: "[REDACTED]"');
	expect(printed).toContain('client_secret: "[REDACTED]"');
	expect(printed).not.toMatch(/pr0xy-pass|s3cr3t/);
	expect(JSON.stringify(config)).not.toMatch(/pr0xy-pass|s3cr3t/);
	expect(mistakes('proxy_url: "user:pr0xy-pass@proxy"')[0]).not.toContain(
		"pr0xy-pass",
	);
});
