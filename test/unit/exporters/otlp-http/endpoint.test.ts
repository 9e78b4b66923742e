import { expect, test } from "vitest";
import { logsUrl } from "../../../../exporters/otlp-http/endpoint.ts";

test.each([
	["http://localhost:4318", "http://localhost:4318/v1/logs"],
	["http://localhost:4318/", "http://localhost:4318/v1/logs"],
	["https://loki.example.com/otlp", "https://loki.example.com/otlp/v1/logs"],
	[
		"https://x.example.com/a//?tenant=1",
		"https://x.example.com/a/v1/logs?tenant=1",
	],
])("appends /v1/logs to the endpoint %s", (endpoint, url) => {
	expect(logsUrl({ endpoint }).href).toBe(url);
});

test("takes logs_endpoint as it is, before endpoint", () => {
	const logs_endpoint =
		"https://v.example.com/insert/opentelemetry/v1/logs?x=1";
	expect(logsUrl({ logs_endpoint, endpoint: "http://other" }).href).toBe(
		logs_endpoint,
	);
});

test.each([
	[{}, /required/],
	[{ endpoint: "localhost:4318" }, /http:\/\//],
	[{ endpoint: "http://ana:hunter2@localhost" }, /headers/],
])("refuses %j", (config, message) => {
	expect(() => logsUrl(config)).toThrow(message);
});

test("never repeats a password of a URL", () => {
	expect(() => logsUrl({ endpoint: "http://ana:hunter2@localhost" })).toThrow(
		/^(?!.*hunter2).*headers/,
	);
});
