import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Collector, startCollector } from "./collector.ts";

const request = {
	resourceLogs: [
		{
			resource: {
				attributes: [
					{ key: "service.name", value: { stringValue: "salesforce" } },
				],
			},
			scopeLogs: [
				{
					scope: { name: "a-scope", version: "1.2.3" },
					logRecords: [
						{
							timeUnixNano: "1702878511655000000",
							observedTimeUnixNano: "1702878511656000001",
							eventName: "salesforce.login",
							severityNumber: 13,
							severityText: "WARN",
							body: { stringValue: "Login failed" },
							traceId: "5b8efff798038103d269b633813fc60c",
							attributes: [
								{ key: "text", value: { stringValue: 'ä "quoted"\nline' } },
								{ key: "int", value: { intValue: "9007199254740993" } },
								{ key: "double", value: { doubleValue: 2 } },
								{ key: "bool", value: { boolValue: false } },
								{
									key: "list",
									value: { arrayValue: { values: [{ stringValue: "a" }] } },
								},
							],
						},
					],
				},
			],
		},
	],
};

let directory: string;
let collector: Collector | undefined;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "salesforce-otlp-collector-"));
});

afterEach(async () => {
	await collector?.stop();
	await rm(directory, { recursive: true });
});

function post(to: Collector): Promise<Response> {
	return fetch(`${to.endpoint}/v1/logs`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(request),
	});
}

describe("the Collector of these tests", () => {
	test("gives back every field and type of a record as it was sent", async () => {
		collector = await startCollector({ directory });

		const response = await post(collector);
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ partialSuccess: {} });

		const [record] = await collector.waitForRecords((r) => r.length > 0, 5_000);
		expect(record).toEqual({
			resource: { "service.name": "salesforce" },
			scope: { name: "a-scope", version: "1.2.3" },
			timestamp: "1702878511655000000",
			observedTimestamp: "1702878511656000001",
			eventName: "salesforce.login",
			severityNumber: 13,
			severityText: "WARN",
			body: "Login failed",
			traceId: "5b8efff798038103d269b633813fc60c",
			attributes: {
				text: 'ä "quoted"\nline',
				int: 9007199254740993n,
				double: 2,
				bool: false,
				list: ["a"],
			},
		});
	});

	test("keeps what it took when it is stopped and started again on the same port", async () => {
		const first = await startCollector({ directory });
		await post(first);
		await first.stop();

		const port = Number(new URL(first.endpoint).port);
		collector = await startCollector({ directory, port });
		expect(collector.endpoint).toBe(first.endpoint);
		await post(collector);

		await collector.waitForRecords((r) => r.length === 2, 5_000);
	});

	test("refuses with 503 and no Retry-After while its memory limiter is over the limit", async () => {
		collector = await startCollector({ directory, memoryLimitMiB: 1 });

		// The limiter looks at the heap a first time after its check interval.
		let response = await post(collector);
		for (let tries = 0; response.status === 200 && tries < 100; tries++)
			response = await post(collector);

		expect(response.status).toBe(503);
		expect(response.headers.get("retry-after")).toBeNull();
		expect(await response.json()).toMatchObject({
			code: 14,
			message: expect.stringContaining("memory"),
		});
	});

	test("says why when it can't start", async () => {
		collector = await startCollector({ directory });
		const port = Number(new URL(collector.endpoint).port);

		await expect(
			startCollector({ directory: join(directory, "second"), port }),
		).rejects.toThrow("address already in use");
	});
});
