// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are part of what is tested

import { expect, test } from "vitest";
import { loadConfig } from "../../../../config/load.ts";
import { configErrorOf, loadOver, MINIMAL } from "../minimal.ts";

test("maps join, key by key", () => {
	const { config } = loadOver([
		"exporters: { debug: { verbosity: detailed } }",
		"exporters: { otlp_http: { timeout: 5s } }",
	]);
	expect(config.exporters).toMatchObject({
		otlp_http: { endpoint: "http://localhost:4318", timeout: 5_000 },
		debug: { verbosity: "detailed" },
	});
});

test("a list is replaced", () => {
	const { config } = loadOver([
		"exporters: { debug: }\nservice: { pipelines: { logs: { exporters: [debug] } } }",
	]);
	expect(config.service.pipelines.logs?.exporters).toEqual(["debug"]);
});

test("the later value wins", () => {
	const { config } = loadOver([
		"exporters: { otlp_http: { timeout: 5s } }",
		"exporters: { otlp_http: { timeout: 7s } }",
	]);
	expect(config.exporters.otlp_http).toMatchObject({ timeout: 7_000 });
});

test("a key without a value removes what an earlier file set", () => {
	const { config } = loadOver([
		"exporters: { otlp_http: { timeout: 5s, headers: { A: b } } }",
		"exporters: { otlp_http: { timeout:, headers: } }",
	]);
	expect(config.exporters.otlp_http).toMatchObject({
		timeout: 30_000,
		headers: {},
	});
});

test("a component without a value is there with its defaults", () => {
	const { config } = loadOver([
		"exporters: { debug: { verbosity: detailed } }",
		"exporters:\n  debug:\n",
	]);
	expect(config.exporters.debug).toMatchObject({ verbosity: "basic" });
});

test("references are resolved after merging", () => {
	const { warnings } = loadOver([
		"exporters: { otlp_http: { timeout: ${env:NOT_SET} } }",
		"exporters: { otlp_http: { timeout: 5s } }",
	]);
	expect(warnings).toEqual([]);
});

test("`::` separates the levels of a key, as on the Collector's command line", () => {
	const { config } = loadOver([
		"service::telemetry::logs::level: DEBUG\nservice::shutdown_timeout: 1s",
	]);
	expect(config.service).toMatchObject({
		shutdown_timeout: 1_000,
		telemetry: { logs: { level: "debug" } },
	});
});

test("anchors, aliases and merge keys work inside a file", () => {
	const { config } = loadOver([
		`exporters:
  otlp_http: &base { timeout: 5s, compression: none }
  otlp_http/b: { <<: *base, endpoint: http://b, timeout: 6s }
`,
	]);
	expect(config.exporters["otlp_http/b"]).toMatchObject({
		endpoint: "http://b",
		timeout: 6_000,
		compression: "none",
	});
});

test("each problem is in the file that holds the mistake", () => {
	const error = configErrorOf(() =>
		loadConfig(
			[
				{ name: "base.yaml", text: MINIMAL },
				{ name: "a.yaml", text: "exporters:\n  otlp_http: { timeout: soon }" },
				{ name: "b.yaml", text: "exporters:\n  otlp_http: { encoding: xml }" },
			],
			{},
		),
	);
	expect(
		error.problems.map(({ file, line, column }) => [file, line, column]),
	).toEqual([
		["a.yaml", 2, 25],
		["b.yaml", 2, 26],
	]);
});
