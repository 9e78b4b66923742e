// Pipelines with and without processors behind one receiver: what each backend
// gets, and what is encoded once for several.

import { expect, test } from "vitest";
import { createOtlpEncoder } from "../../../exporters/otlp/encoder.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import type { EncodedRequest } from "../../../pipeline/exporter.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import { createProcessor } from "../../../service/create-processor.ts";
import { createFanOut, type Outlet } from "../../../service/fan-out.ts";
import { createTelemetry } from "../../../service/telemetry/create-telemetry.ts";
import { loadOver } from "../config/minimal.ts";
import {
	open,
	temporaryDirectory,
} from "../extensions/file-storage/state-directories.ts";
import { LOGIN } from "../processors/records.ts";

const PROCESSORS = `processors:
  elastic: { mapping_mode: ecs }
  redaction: { presets: [email, ip] }
  resource: { attributes: [{ action: upsert, key: service.name, value: crm }] }
  filter: { logs: { exclude: { match_type: strict, event_names: [salesforce.login] } } }
  filter/nothing: { logs: { exclude: { match_type: strict, event_names: [none] } } }
  attributes/nothing: { actions: [{ action: delete, key: none }] }
`;

/** What arrives at an exporter for each pipeline, by the processors of the pipeline. */
async function deliver(
	records: readonly LogRecord[],
	pipelines: readonly (readonly string[])[],
) {
	const { config } = loadOver([PROCESSORS]);
	const telemetry = createTelemetry({
		level: "error",
		encoding: "json",
		write() {},
		clock: systemClock,
	});
	const otlp = createOtlpEncoder({
		encoding: "json",
		compression: "none",
		maxSize: 0,
		sizer: "bytes",
	});
	let encodings = 0;
	const encoder = {
		...otlp,
		encode(records: readonly LogRecord[]) {
			encodings++;
			return otlp.encode(records);
		},
	};
	const arrived: EncodedRequest[][] = [];
	const outlet = (index: number): Outlet => ({
		exporterId: `exporter/${index}`,
		encoder,
		async deliver(request) {
			arrived[index]?.push(request);
		},
	});
	const storage = await open(temporaryDirectory());
	const fanOut = createFanOut(
		pipelines.map((ids, index) => {
			arrived[index] = [];
			return {
				processors: ids.map((id) => {
					const processor = config.processors[id];
					if (processor === undefined) throw new Error(`no ${id}`);
					const part = telemetry.component("processor", id);
					return createProcessor(id, processor, part);
				}),
				outlets: [outlet(index)],
			};
		}),
		storage,
		telemetry,
		systemClock,
	);
	await fanOut.consume(
		{ records, checkpoint: { key: "stream", value: "after" } },
		new AbortController().signal,
	);
	return {
		encodings,
		counters: telemetry.metrics,
		checkpoint: await storage.checkpoint("stream"),
		requests: arrived,
		texts: arrived.map((requests) =>
			requests.map(({ body }) => Buffer.from(body).toString()).join("\n"),
		),
	};
}

test("a processor changes what its own pipeline delivers, and nothing else", async () => {
	const { texts } = await deliver(
		[LOGIN, LOGIN],
		[[], ["redaction", "elastic", "resource"], ["resource"], []],
	);
	const [plain, changed, renamed, last] = texts;
	expect(plain).toBe(last);
	expect(plain).toContain("ana@example.com");
	expect(plain).not.toMatch(/data_stream|elastic\.mapping|crm|\*{4}/);
	expect(changed).toContain("data_stream.dataset");
	expect(changed).toContain("elastic.mapping.mode");
	expect(changed).toContain("crm");
	expect(changed).not.toContain("ana@example.com");
	expect(changed).not.toContain("203.0.113.7");
	expect(renamed).toContain("crm");
	expect(renamed).toContain("ana@example.com");
});

test("records stay grouped under one resource and one scope on the wire", async () => {
	const { texts } = await deliver(
		[LOGIN, LOGIN, LOGIN],
		[["redaction", "elastic", "resource"]],
	);
	const { resourceLogs } = JSON.parse(texts[0] ?? "");
	expect(resourceLogs).toHaveLength(1);
	expect(resourceLogs[0].scopeLogs).toHaveLength(1);
	expect(resourceLogs[0].scopeLogs[0].logRecords).toHaveLength(3);
});

test("pipelines whose processors found nothing to do share the encoding", async () => {
	const { encodings, requests } = await deliver(
		[LOGIN],
		[[], ["filter/nothing", "attributes/nothing"], ["filter/nothing"]],
	);
	expect(encodings).toBe(1);
	expect(requests[1]?.[0]).toBe(requests[0]?.[0]);
	expect(requests[2]?.[0]).toBe(requests[0]?.[0]);
});

test("a batch of which a filter leaves nothing sends nothing, and is over", async () => {
	const { requests, checkpoint, counters } = await deliver(
		[LOGIN, LOGIN],
		[["filter", "elastic"]],
	);
	expect(requests).toEqual([[]]);
	expect(checkpoint).toBe("after");
	expect(
		counters.total("salesforce_processor_dropped_log_records", {
			processor: "filter",
			reason: "excluded",
		}),
	).toBe(2);
	expect(
		counters.total("otelcol_processor_incoming_items", {
			processor: "elastic",
		}),
	).toBe(0);
});

test("a processor of two pipelines counts what it did in both", async () => {
	const { counters, texts } = await deliver(
		[LOGIN],
		[["resource"], ["resource", "filter"]],
	);
	expect(texts[0]).toContain("crm");
	expect(
		counters.total("otelcol_processor_incoming_items", {
			processor: "resource",
		}),
	).toBe(2);
});
