// A whole service with processors: one org, two pipelines, two backends.

import { inspect } from "node:util";
import { expect, test } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { systemClock } from "../../pipeline/clock.ts";
import { dataSetOf } from "../../processors/elastic/data-set.ts";
import { createService } from "../../service/create-service.ts";
import { createTelemetry } from "../../service/telemetry/create-telemetry.ts";
import type { ArrivedRecord } from "./support/arrived-record.ts";
import { startBackend } from "./support/otlp-backend.ts";
import { startOrg } from "./support/simulated-org.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

test("each pipeline's backend gets what its processors made of the records", async () => {
	await using org = await startOrg();
	await using archive = await startBackend();
	await using elastic = await startBackend();
	using state = temporaryDirectory();
	const processors = `
processors:
  redaction: { presets: [email, ip] }
  elastic: { namespace: prod, document_id: true }
exporters:
  otlp_http/archive: { endpoint: "${archive.url}" }
  otlp_http/elastic: { endpoint: "${elastic.url}" }
extensions: { file_storage: { directory: "${state.path}" } }
service:
  extensions: [file_storage]
  pipelines:
    logs: { receivers: [salesforce], exporters: [otlp_http/archive] }
    logs/elastic: { receivers: [salesforce], processors: [redaction, elastic], exporters: [otlp_http/elastic] }
`;
	const { config } = loadConfig(
		[
			{ name: "org.yaml", text: org.config() },
			{ name: "processors.yaml", text: processors },
		],
		{},
	);
	const telemetry = createTelemetry({
		level: "error",
		encoding: "json",
		write() {},
		clock: systemClock,
	});
	const service = await createService({
		config,
		telemetry,
		clock: systemClock,
		print: { write() {}, color: false },
	});
	await service.runOnce(AbortSignal.timeout(15_000));
	await service.shutdown();

	const count = archive.records.length;
	expect(count).toBeGreaterThan(0);
	expect(elastic.uids).toEqual(archive.uids);
	expect(
		telemetry.metrics.total("otelcol_processor_outgoing_items", {
			processor: "elastic",
		}),
	).toBe(count);
	expect(textOf(archive.records)).toMatch(/@example\.com/);
	expect(textOf(archive.records)).not.toMatch(/data_stream|source\.ip/);
	expect(textOf(elastic.records)).not.toMatch(/@example\.com|source\.ip/);
	for (const { attributes, eventName } of elastic.records) {
		expect(attributes).toMatchObject({
			"data_stream.dataset": dataSetOf(eventName),
			"data_stream.namespace": "prod",
			"event.kind": "event",
			"organization.id": org.organizationId,
			"elasticsearch.document_id": attributes["log.record.uid"],
		});
	}
});

function textOf(records: readonly ArrivedRecord[]): string {
	return records
		.map(({ attributes, body }) => inspect({ attributes, body }))
		.join("\n");
}
