// What an operator types, and what comes back: texts and exit codes.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { startBackend } from "./support/otlp-backend.ts";
import { runProduct, startProduct } from "./support/product-process.ts";
import { startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const MINIMAL = `receivers:
  salesforce:
    instance_url: https://acme.my.salesforce.com
    auth:
      jwt_bearer:
        client_id: 3MVG9
        username: ada@example.com
        private_key: \${env:KEY}
    streams:
      login:
exporters:
  otlp_http:
    endpoint: http://localhost:4318
    headers:
      Authorization: Bearer t0ken-of-backend
service:
  pipelines:
    logs:
      receivers: [salesforce]
      exporters: [otlp_http]
`;
const KEY = "-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----";

describe.concurrent("help", () => {
	test.for([
		[],
		["validate"],
		["print-config"],
		["components"],
		["convert"],
		["simulate"],
		["demo"],
	])("is printed for '%s'", async (command) => {
		const { code, stdout, stderr } = await runProduct([...command, "--help"]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(stdout).toContain(["Usage: salesforce-otlp", ...command].join(" "));
		expect(stdout).toContain("--help");
	});

	test("--version prints the version of the package", async () => {
		const { version } = JSON.parse(
			readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
		);
		const { code, stdout } = await runProduct(["--version"]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
	});

	test.for([
		[["serve"], "unknown command 'serve'"],
		[["--confg", "x.yaml"], "--confg"],
		[["convert"], "file"],
		[["simulate", "--port", "http"], "port"],
	] as const)(
		"%j is a mistake that is named, with exit code 2",
		async ([args, text]) => {
			const { code, stdout, stderr } = await runProduct(args);
			expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
			expect(stderr).toContain(text);
			expect(stderr).toContain("--help");
		},
	);
});

describe.concurrent("validate", () => {
	test("accepts a good configuration without contacting anything", async () => {
		using directory = temporaryDirectory();
		const file = join(directory.path, "otel.yaml");
		writeFileSync(file, MINIMAL);
		const { code, stdout, stderr } = await runProduct(
			["validate", "--config", file],
			{ env: { KEY } },
		);
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(stdout).toContain("valid");
	});

	test("names every mistake with file, line and column, and no secret", async () => {
		using directory = temporaryDirectory();
		const file = join(directory.path, "wrong.yaml");
		writeFileSync(
			file,
			MINIMAL.replace("instance_url: https:", "instance_url: ftp:")
				.replace("login:", "login:\n        poll_interval: 15 minutes")
				.replace("endpoint:", "endpont:")
				.replace("exporters: [otlp_http]", "exporters: [otlp_htp]"),
		);
		const { code, stdout, stderr } = await runProduct(
			["validate", "--config", file],
			{ env: { KEY } },
		);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		const lines = stderr.trim().split("\n");
		for (const [place, text] of [
			["3:19", "instance_url"],
			["11:24", "poll_interval"],
			["14:5", 'did you mean "endpoint"?'],
			["21:19", 'did you mean "otlp_http"?'],
		]) {
			expect(
				lines.find((line) => line.startsWith(`${file}:${place}: `)),
				stderr,
			).toContain(text);
		}
		expect(stderr).not.toMatch(/t0ken-of-backend|MIIsecret/);
	});

	test("says which file is not there", async () => {
		const { code, stderr } = await runProduct([
			"validate",
			"--config",
			"/nowhere/otel.yaml",
		]);
		expect(code).toBe(2);
		expect(stderr).toBe("/nowhere/otel.yaml: there is no such file\n");
	});

	test("without --config names the variables that are missing", async () => {
		const { code, stderr } = await runProduct(["validate"]);
		expect(code).toBe(2);
		for (const name of [
			"SALESFORCE_INSTANCE_URL",
			"SALESFORCE_CLIENT_ID",
			"SALESFORCE_USERNAME",
			"SALESFORCE_PRIVATE_KEY",
		]) {
			expect(stderr).toMatch(new RegExp(`^${name}: is required`, "m"));
		}
	});

	test("the main command refuses the same configuration before it does anything", async () => {
		using directory = temporaryDirectory();
		const state = join(directory.path, "state");
		const { code, stdout, stderr } = await runProduct([
			"--config",
			`yaml:{extensions: {file_storage: {directory: ${state}}}, receivers: {salesfoce: {}}}`,
		]);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toContain('did you mean "salesforce"?');
		expect(() => readFileSync(state)).toThrow("ENOENT");
	});
});

describe.concurrent("print-config", () => {
	test("shows what takes effect, later files over earlier ones, without a secret", async () => {
		using directory = temporaryDirectory();
		const base = join(directory.path, "base.yaml");
		const over = join(directory.path, "over.yaml");
		writeFileSync(base, MINIMAL);
		writeFileSync(
			over,
			"exporters:\n  otlp_http: {endpoint: 'http://collector:4318'}\n  debug: {}\n" +
				"service: {pipelines: {logs: {exporters: [otlp_http, debug]}}}\n",
		);
		const { code, stdout } = await runProduct(
			[
				"print-config",
				"--config",
				base,
				"--config",
				over,
				"--config",
				"yaml:exporters: {debug: {verbosity: detailed}}",
			],
			{ env: { KEY } },
		);
		expect(code).toBe(0);
		expect(stdout).not.toMatch(/t0ken-of-backend|MIIsecret/);
		const config = parse(stdout);
		expect(config.exporters).toMatchObject({
			otlp_http: {
				endpoint: "http://collector:4318",
				headers: { Authorization: "[REDACTED]" },
				encoding: "proto",
				timeout: "30s",
			},
			debug: { verbosity: "detailed" },
		});
		expect(config.receivers.salesforce).toMatchObject({
			instance_url: "https://acme.my.salesforce.com",
			auth: {
				jwt_bearer: {
					private_key: "[REDACTED]",
					audience: "https://login.salesforce.com",
				},
			},
			streams: { login: { poll_interval: "15m" } },
		});
		expect(config.service.pipelines.logs.exporters).toEqual([
			"otlp_http",
			"debug",
		]);
	});

	test("shows what the environment makes", async () => {
		const { code, stdout } = await runProduct(["print-config"], {
			env: {
				SALESFORCE_INSTANCE_URL: "https://acme.my.salesforce.com",
				SALESFORCE_CLIENT_ID: "3MVG9",
				SALESFORCE_USERNAME: "ada@example.com",
				SALESFORCE_PRIVATE_KEY: KEY,
				OTEL_EXPORTER_OTLP_HEADERS: "api-key=t0ken-of-backend",
			},
		});
		expect(code).toBe(0);
		expect(stdout).not.toMatch(/t0ken-of-backend|MIIsecret/);
		expect(parse(stdout).exporters.otlp_http).toMatchObject({
			endpoint: "http://localhost:4318",
			headers: { "api-key": "[REDACTED]" },
		});
	});
});

describe.concurrent("the others", () => {
	test("components lists what can stand in a configuration", async () => {
		const { code, stdout } = await runProduct(["components"]);
		expect(code).toBe(0);
		expect(parse(stdout)).toMatchObject({
			receivers: ["salesforce"],
			exporters: expect.arrayContaining(["otlp_http", "debug"]),
			extensions: expect.arrayContaining(["file_storage", "health_check"]),
		});
	});

	test("simulate prints a configuration that works against it, until it is stopped", async () => {
		await using org = startProduct(["simulate", "--port", "0"]);
		await org.until(() => org.stdout.includes("pipelines:"));
		const { code } = await runProduct(["simulate", "--config", "/nowhere"]);
		expect(code).toBe(2);
		org.kill("SIGTERM");
		expect(await org.exited).toEqual({ code: 0, signal: null });
	});

	test("simulate writes that configuration to a private file, whole or not at all", async () => {
		using directory = temporaryDirectory();
		const file = join(directory.path, "receiver.yaml");
		await using org = startProduct([
			"simulate",
			"--port",
			"0",
			"--write-config",
			file,
		]);
		await org.until(() => org.stdout.includes(`--config ${file}`));
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect((await runProduct(["validate", "--config", file])).code).toBe(0);
		const nowhere = join(directory.path, "no", "receiver.yaml");
		expect(
			await runProduct(["simulate", "--write-config", nowhere]),
		).toMatchObject({
			code: 2,
			stderr: expect.stringContaining(nowhere),
		});
	});

	test("environment variables alone are enough to run", async () => {
		using directory = temporaryDirectory();
		await using org = await startOrg();
		await using backend = await startBackend();
		await using product = startProduct([], {
			cwd: directory.path,
			env: {
				SALESFORCE_INSTANCE_URL: org.url,
				SALESFORCE_CLIENT_ID: org.clientId,
				SALESFORCE_USERNAME: org.username,
				// As in a file of KEY=value lines.
				SALESFORCE_PRIVATE_KEY: org.privateKeyPem.replaceAll("\n", "\\n"),
				SALESFORCE_STATE_DIRECTORY: "state",
				OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
				OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
				OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
			},
		});
		await backend.until(() => backend.records.length === 20);
		product.kill("SIGINT");
		expect(await product.exited).toEqual({ code: 0, signal: null });
		expect(backend.records[0]?.resource).toMatchObject({
			"service.name": "salesforce",
			"deployment.environment.name": "test",
			"salesforce.organization.id": org.organizationId,
		});
		expect(product.stdout).toBe("");
		expect(product.stderr).not.toContain("PRIVATE KEY");
	});
});
