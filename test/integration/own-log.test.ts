// The process's own log: on stderr for people or machines, and over OTLP too.

import { test } from "vitest";
import { startBackend } from "./support/otlp-backend.ts";
import { writeConfig } from "./support/product-config.ts";
import { startProduct } from "./support/product-process.ts";
import { startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

test.concurrent("its lines arrive at their own backend, without another one's headers", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg();
	await using events = await startBackend();
	await using operations = await startBackend();
	const config = writeConfig(
		directory.path,
		org,
		{ otlp_http: { endpoint: events.url } },
		{
			telemetry: {
				logs: {
					encoding: "json",
					processors: [
						{
							batch: {
								exporter: {
									otlp_http: {
										endpoint: `${operations.url}/v1/logs`,
										headers: { "x-scope": "operations" },
									},
								},
							},
						},
					],
				},
				resource: { "deployment.environment.name": "test" },
			},
		},
	);
	await using product = startProduct(["--config", config], {
		env: {
			OTEL_EXPORTER_OTLP_HEADERS: "api-key=s3cret",
			OTEL_EXPORTER_OTLP_LOGS_HEADERS: "other-key=s3cret",
			OTEL_EXPORTER_OTLP_ENDPOINT: events.url,
		},
	});
	await events.until(() => events.uids.size === 20);
	product.kill("SIGTERM");
	expect(await product.exited).toEqual({ code: 0, signal: null });

	const bodies = operations.records.map((record) => record.body);
	const lines = product.stderr
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(bodies).toEqual(lines.map((line) => line.msg));
	expect(bodies).toContain("everything is ready");
	expect(bodies).toContain("stopped");
	const read = operations.records.find(
		(record) => record.body === "Read an event log file",
	);
	expect(read).toMatchObject({
		severityText: "INFO",
		attributes: { "otelcol.component.id": "salesforce", rows: 10n },
		resource: {
			"service.name": "salesforce-otlp",
			"deployment.environment.name": "test",
		},
	});
	for (const { headers, path } of operations.requests) {
		expect(path).toBe("/v1/logs");
		expect(headers).toMatchObject({ "x-scope": "operations" });
		expect(JSON.stringify(headers)).not.toContain("s3cret");
	}
	// Nor do lines about the process end among the customer's events.
	expect(events.records).toHaveLength(20);
	expect(JSON.stringify(events.requests[0]?.headers)).not.toContain("s3cret");
});

test.concurrent("a backend for it that is not there stops nothing", async ({
	expect,
}) => {
	using directory = temporaryDirectory();
	await using org = await startOrg();
	await using events = await startBackend();
	await using operations = await startBackend(() => ({ status: 400 }));
	const config = writeConfig(
		directory.path,
		org,
		{ otlp_http: { endpoint: events.url } },
		{
			telemetry: {
				logs: {
					processors: [
						{
							batch: {
								exporter: {
									otlp_http: { endpoint: `${operations.url}/v1/logs` },
								},
							},
						},
					],
				},
			},
		},
	);
	await using product = startProduct(["--config", config]);
	await events.until(() => events.uids.size === 20);
	product.kill("SIGTERM");
	expect(await product.exited).toEqual({ code: 0, signal: null });
	expect(product.stderr).toMatch(
		/^\S+\tinfo\tstopped\t\{.*"records_sent":20\}$/m,
	);
});
