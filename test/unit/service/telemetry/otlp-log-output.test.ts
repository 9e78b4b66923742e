import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Secret } from "../../../../pipeline/secret.ts";
import { createOtlpLogOutput } from "../../../../service/telemetry/otlp-log-output.ts";
import { startBackend } from "../../../integration/support/otlp-backend.ts";

beforeEach(() => {
	vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=of-another");
	vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
});
afterEach(() => {
	vi.unstubAllEnvs();
});

test("sends each line with time, severity and fields to the given URL, with the given headers only", async () => {
	await using backend = await startBackend();
	const output = createOtlpLogOutput(
		[
			{
				endpoint: `${backend.url}/own/v1/logs`,
				headers: { "x-tenant": new Secret("ops") },
			},
		],
		{ "service.instance.id": "42" },
	);
	output.write({
		time: 1_795_000_000_123,
		level: "warn",
		message: "it is late",
		fields: {
			file: "0AT",
			error: new Error("broken"),
			cells: { RUN_TIME: 2 },
			missing: undefined,
		},
	});
	await output.shutdown();

	expect(backend.records).toEqual([
		{
			timeUnixNano: 1_795_000_000_123_000_000n,
			severityText: "WARN",
			body: "it is late",
			eventName: "",
			attributes: { file: "0AT", error: "broken", cells: { RUN_TIME: 2n } },
			resource: expect.objectContaining({
				"service.name": "salesforce-otlp",
				"service.version": expect.any(String),
				"service.instance.id": "42",
			}),
		},
	]);
	const [request] = backend.requests;
	expect(request?.path).toBe("/own/v1/logs");
	expect(request?.headers).toMatchObject({ "x-tenant": "ops" });
	expect(request?.headers).not.toHaveProperty("api-key");
	// The variables were out of sight for a moment only.
	expect(process.env.OTEL_EXPORTER_OTLP_HEADERS).toBe("api-key=of-another");
});

test("several targets get every line", async () => {
	await using one = await startBackend();
	await using two = await startBackend();
	const output = createOtlpLogOutput(
		[one, two].map(({ url }) => ({ endpoint: `${url}/v1/logs`, headers: {} })),
		{},
	);
	output.write({ time: 0, level: "info", message: "hello", fields: {} });
	await output.shutdown();
	expect(one.records).toHaveLength(1);
	expect(two.records).toHaveLength(1);
});

test("shutdown does not reject when the backend refuses", async () => {
	await using backend = await startBackend(() => ({ status: 400 }));
	const output = createOtlpLogOutput(
		[{ endpoint: `${backend.url}/v1/logs`, headers: {} }],
		{},
	);
	output.write({ time: 0, level: "info", message: "hello", fields: {} });
	await expect(output.shutdown()).resolves.toBeUndefined();
	expect(backend.requests).toHaveLength(1);
});
