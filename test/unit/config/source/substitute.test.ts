// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { configErrorOf, loadOver, resourceOf } from "../minimal.ts";

/** What `a: <written>` is as a string attribute. */
function attribute(written: string, env: NodeJS.ProcessEnv = {}) {
	return resourceOf(
		`receivers:\n  salesforce:\n    resource:\n      a: ${written}\n`,
		env,
	)?.a;
}

function exporter(written: string, env: NodeJS.ProcessEnv) {
	return loadOver([`exporters: { otlp_http: ${written} }`], env).config
		.exporters.otlp_http;
}

describe("a string key", () => {
	test.each([
		["${env:A}", { A: "x" }, "x"],
		["${A}", { A: "x" }, "x"],
		["${env:A:-d}", { A: "x" }, "x"],
		["${env:A:-d}", {}, "d"],
		["${A:-d}", {}, "d"],
		["${env:A:-d:-e}", {}, "d:-e"],
		["${env:A:-${env:B}/c}", { B: "b" }, "b/c"],
		["pre-${env:A}-${B}", { A: "1", B: "2" }, "pre-1-2"],
		["$$", {}, "$"],
		["$${env:A}", { A: "x" }, "${env:A}"],
		["$$$${env:A}", { A: "x" }, "$${env:A}"],
		["$$${env:A}", { A: "x" }, "$x"],
		["$A", { A: "x" }, "$A"],
		["cost 5$", {}, "cost 5$"],
		// The text is kept, whatever YAML makes of it.
		["${env:A}", { A: "0123" }, "0123"],
		["${env:A}", { A: "true" }, "true"],
		["${env:A}", { A: "1e3" }, "1e3"],
		["${env:A}", { A: '"quoted"' }, '"quoted"'],
		["${env:A}", { A: "[1, 2]" }, "[1, 2]"],
		["${env:A}", { A: "key: value" }, "key: value"],
		["${env:A}", { A: "not: valid: yaml" }, "not: valid: yaml"],
		["${env:A}", { A: "line 1\nline 2\n" }, "line 1\nline 2\n"],
		// What a variable holds is taken literally.
		["${env:A}", { A: "pa$$word ${B}" }, "pa$$word ${B}"],
		["x${env:A}", { A: "$${B}" }, "x$${B}"],
		// So are numbers in the file.
		["0123", {}, "0123"],
		["67.0", {}, "67.0"],
		["true", {}, "true"],
	])("%s with %j is %j", (written, env, expected) => {
		expect(attribute(written, env as NodeJS.ProcessEnv)).toBe(expected);
	});

	test("any string survives quoting and doubled dollar signs", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				const over = stringify({
					receivers: {
						salesforce: { resource: { a: text.replaceAll("$", "$$$$") } },
					},
				});
				expect(resourceOf(over)?.a).toBe(text);
			}),
		);
	});

	test("any value of a variable arrives as it is", () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), (text) => {
				expect(attribute("x${env:A}y", { A: text })).toBe(`x${text}y`);
			}),
		);
	});
});

describe("a key of another type", () => {
	test("gets a number, a duration, a choice", () => {
		expect(
			exporter(
				"{ timeout: ${env:T}, encoding: ${E}, sending_queue: { num_consumers: ${env:N:-3}, batch: { max_size: ${env:S} } } }",
				{ T: "5s", E: "json", S: "2MB" },
			),
		).toMatchObject({
			timeout: 5_000,
			encoding: "json",
			sending_queue: { num_consumers: 3, batch: { max_size: 2_000_000 } },
		});
	});

	test("gets a list or a map", () => {
		const { config } = loadOver(
			[
				"service: { pipelines: { logs: { exporters: ${env:LIST} } } }\nexporters: { otlp_http: ${env:MAP}, debug: }",
			],
			{
				LIST: "[otlp_http, debug]",
				MAP: "{ endpoint: http://h, timeout: 1s }",
			},
		);
		expect(config.service.pipelines.logs?.exporters).toEqual([
			"otlp_http",
			"debug",
		]);
		expect(config.exporters.otlp_http).toMatchObject({
			endpoint: "http://h",
			timeout: 1_000,
		});
	});
});

describe("a variable without a value", () => {
	test("that is not set gives a warning, and the key its default", () => {
		const { config, warnings } = loadOver([
			"exporters:\n  otlp_http:\n    timeout: ${env:NOT_SET}\n",
		]);
		expect(config.exporters.otlp_http).toMatchObject({ timeout: 30_000 });
		expect(warnings).toEqual([
			{
				severity: "warn",
				file: "1.yaml",
				line: 3,
				column: 14,
				message:
					"exporters.otlp_http.timeout: the environment variable NOT_SET is not set",
			},
		]);
	});

	test("that is empty is mentioned, and does not take the default", () => {
		const { config, warnings } = loadOver(
			["exporters: { otlp_http: { timeout: ${env:EMPTY:-5s} } }"],
			{ EMPTY: "" },
		);
		expect(config.exporters.otlp_http).toMatchObject({ timeout: 30_000 });
		expect(warnings).toMatchObject([{ severity: "info" }]);
	});

	test("is named where a value is required", () => {
		const error = configErrorOf(() =>
			loadOver(["receivers: { salesforce: { instance_url: ${env:URL} } }"]),
		);
		expect(error.message).toBe(
			"1.yaml:1:28: receivers.salesforce.instance_url: required, expected the https:// origin of the org, such as https://example.my.salesforce.com (the environment variable URL is not set)",
		);
	});
});

test("$NAME is pointed out", () => {
	const { warnings } = loadOver([
		"receivers: { salesforce: { resource: { a: $HOME } } }",
	]);
	expect(warnings).toMatchObject([{ severity: "warn", line: 1, column: 43 }]);
});

test.each([
	["${env:1A}", "name of an environment variable must match"],
	["${env:A-B}", "name of an environment variable must match"],
	["${}", "name of an environment variable must match"],
	["${http://example.com}", "unknown kind of reference"],
	["${env:A", "${ is never closed"],
	["a ${env:A} ${", "${ is never closed"],
	["${file:/does/not/exist}", "can't be read (ENOENT)"],
])("%s is refused", (written, message) => {
	const error = configErrorOf(() => attribute(`'${written}'`));
	expect(error.problems).toHaveLength(1);
	expect(error.problems[0]).toMatchObject({
		file: "2.yaml",
		line: 4,
		column: 10,
		path: "receivers.salesforce.resource.a",
	});
	expect(error.message).toContain(message);
});

test("a file gives its text without the newline at its end", () => {
	const directory = mkdtempSync(join(tmpdir(), "config-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	writeFileSync(join(directory, "token"), "s3cret\n");
	const config = exporter(
		"{ headers: { Authorization: Bearer ${file:${env:DIR}/token} } }",
		{ DIR: directory },
	);
	expect(
		config?.type === "otlp_http" && config.headers.Authorization?.reveal(),
	).toBe("Bearer s3cret");
});
