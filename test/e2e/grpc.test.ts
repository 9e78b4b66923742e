// The gRPC exporter against the real Collector's OTLP receiver.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { otlpGrpcExporterSchema } from "../../config/schema/otlp-grpc-exporter.ts";
import { createOtlpGrpcExporter } from "../../exporters/otlp-grpc/create-otlp-grpc-exporter.ts";
import type { Exporter } from "../../pipeline/exporter.ts";
import { logRecords } from "../unit/exporters/log-records.ts";
import { recordingTelemetry } from "../unit/exporters/recording-telemetry.ts";
import { type Collector, startCollector } from "./collector.ts";

const NEVER = new AbortController().signal;
const ARRIVAL_MS = 10_000;

async function newCollector(options: {
	directory?: string;
	memoryLimitMiB?: number;
	grpcPort?: number;
}): Promise<Collector & { directory: string }> {
	const directory =
		options.directory ??
		(await mkdtemp(join(tmpdir(), "salesforce-otlp-grpc-")));
	const collector = await startCollector({ ...options, directory });
	onTestFinished(async () => {
		await collector.stop();
		await rm(directory, { recursive: true, force: true });
	});
	return { ...collector, directory };
}

function exporterTo(collector: Collector, keys: object = {}): Exporter {
	const exporter = createOtlpGrpcExporter(
		"otlp_grpc",
		otlpGrpcExporterSchema.parse({
			endpoint: collector.grpcEndpoint,
			tls: { insecure: true },
			...keys,
		}),
		recordingTelemetry(),
		{ version: "0.0.0" },
	);
	onTestFinished(() => exporter.shutdown());
	return exporter;
}

async function send(exporter: Exporter, count: number, padding = 0) {
	const requests = await exporter.encoder.encode(logRecords(count, padding));
	return Promise.all(requests.map((each) => exporter.send(each, NEVER)));
}

describe("a Collector's gRPC port", () => {
	test.each(["gzip", "none"] as const)(
		"takes every record with every field, with compression %s",
		async (compression) => {
			const collector = await newCollector({});
			const results = await send(
				exporterTo(collector, {
					compression,
					sending_queue: { batch: { max_size: 5_000 } },
				}),
				300,
			);
			expect(results.length).toBeGreaterThan(5);
			for (const result of results)
				expect(result).toEqual({ kind: "accepted" });

			const records = await collector.waitForRecords(
				(arrived) => arrived.length >= 300,
				ARRIVAL_MS,
			);
			expect(records).toHaveLength(300);
			expect(
				new Set(records.map(({ attributes }) => attributes["log.record.uid"]))
					.size,
			).toBe(300);
			expect(records.find(({ body }) => body === "event 7")).toEqual({
				resource: { "service.name": "salesforce" },
				scope: { name: "salesforce-otlp", version: "1.2.3" },
				timestamp: "1795000007123000000",
				observedTimestamp: "1795003600000000000",
				eventName: "salesforce.login",
				severityNumber: 9,
				severityText: "INFO",
				body: "event 7",
				traceId: "",
				attributes: {
					"log.record.uid": "uid-7",
					"user.name": "user7@example.com",
					"salesforce.run_time_ms": 7n,
				},
			});
		},
	);

	test.each(["gzip", "none"] as const)(
		"refuses a message over 4 MiB, which is to be split, with compression %s",
		async (compression) => {
			const collector = await newCollector({});
			const exporter = exporterTo(collector, {
				compression,
				sending_queue: { batch: { max_size: 10_000_000 } },
			});
			expect(await send(exporter, 50, 100_000)).toEqual([
				{
					kind: "too_large",
					status: 8,
					message: expect.stringMatching(
						/^RESOURCE_EXHAUSTED: .*larger than max/,
					),
				},
			]);
		},
	);

	test("is retried while the memory limiter refuses", async () => {
		const collector = await newCollector({ memoryLimitMiB: 1 });
		const exporter = exporterTo(collector);
		// The limiter looks at the heap a first time after its check interval.
		let [result] = await send(exporter, 1);
		for (let tries = 0; result?.kind === "accepted" && tries < 1_000; tries++) {
			[result] = await send(exporter, 1);
		}
		expect(result).toMatchObject({
			kind: "retry",
			status: 14,
			message: expect.stringMatching(/^UNAVAILABLE: .*memory/),
		});
	});

	test("says that it does not understand what is no OTLP", async () => {
		const exporter = exporterTo(await newCollector({}));
		const [request] = await exporter.encoder.encode(logRecords(1));
		if (request === undefined) throw new Error("no request");
		const body = Buffer.from("not a protobuf message");
		expect(
			await exporter.send(
				{ ...request, body, contentEncoding: undefined },
				NEVER,
			),
		).toMatchObject({ kind: "permanent" });
	});

	test("is found again after a restart", async () => {
		const first = await newCollector({});
		const exporter = exporterTo(first);
		expect(await send(exporter, 1)).toEqual([{ kind: "accepted" }]);
		await first.stop();
		expect(await send(exporter, 1)).toMatchObject([{ kind: "retry" }]);

		const second = await newCollector({
			directory: first.directory,
			grpcPort: Number(first.grpcEndpoint.split(":")[1]),
		});
		expect(await send(exporter, 1)).toEqual([{ kind: "accepted" }]);
		await second.waitForRecords((records) => records.length === 2, ARRIVAL_MS);
	});
});
