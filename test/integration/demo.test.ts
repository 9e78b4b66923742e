// The first thing that anybody runs.

import { expect, test } from "vitest";
import { startBackend } from "./support/otlp-backend.ts";
import { runProduct } from "./support/product-process.ts";

test("the demo shows what arrives and sums it up, in less than 15 seconds", async () => {
	const began = performance.now();
	const { code, stdout, stderr } = await runProduct(["demo"]);
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	expect(performance.now() - began).toBeLessThan(15_000);

	const records = [
		...stdout.matchAll(
			/^(\d{4}-\d\d-\d\dT[\d:.]+Z) {2}(INFO|WARN|ERROR) +(.*)$/gm,
		),
	];
	expect(records.length).toBeGreaterThan(40);
	expect(records.length).toBeLessThan(120);
	const times = records.map(([, time]) => time);
	expect(times).toEqual([...times].sort());
	const texts = records.map(([, , , text]) => text ?? "");
	const count = (pattern: RegExp) =>
		texts.filter((text) => pattern.test(text)).length;
	const logins = count(/^Login (succeeded|failed) for \S+@/);
	const summary = summaryOf(stdout);
	expect(summary).toMatchObject({
		"records sent": String(records.length),
		acknowledged: String(records.length),
		duplicates: "0",
		logins: String(logins),
	});
	const streams = ["logins", "logouts", "Apex", "setup changes"].map((name) =>
		Number(summary[name]),
	);
	expect(Math.min(...streams)).toBeGreaterThan(0);
	expect(streams.reduce((a, b) => a + b)).toBe(records.length);
	expect(stdout).toContain("Where to go next:");
});

test("the demo sends to the backend that OTEL_EXPORTER_OTLP_ENDPOINT names", async () => {
	await using backend = await startBackend();
	const { code, stdout } = await runProduct(["demo"], {
		env: {
			OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
			OTEL_EXPORTER_OTLP_HEADERS: "api-key=s3cret",
		},
	});
	expect(code).toBe(0);
	expect(backend.records.length).toBeGreaterThan(10);
	expect(backend.requests[0]).toMatchObject({
		path: "/v1/logs",
		headers: {
			"api-key": "s3cret",
			"content-type": "application/x-protobuf",
			"content-encoding": "gzip",
		},
	});
	expect(summaryOf(stdout)).toMatchObject({
		"records sent": String(backend.records.length),
		acknowledged: String(backend.records.length),
	});
	expect(stdout).not.toContain("s3cret");
});

test("the demo fails with a reason when the backend's address makes no sense", async () => {
	const { code, stderr } = await runProduct(["demo"], {
		env: { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" },
	});
	expect(code).toBe(2);
	expect(stderr).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
});

/** The lines of two columns at the end. */
function summaryOf(stdout: string): Record<string, string> {
	return Object.fromEntries(
		[...stdout.matchAll(/^([A-Za-z ]+?) {2,}(\S.*)$/gm)].map(
			([, name, value]) => [name, value],
		),
	);
}
