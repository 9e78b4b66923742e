// Store, queues, exporters and real HTTP together: what is committed reaches every
// backend, whatever the others do.

import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { otlpHttpExporterSchema } from "../../config/schema/otlp-http-exporter.ts";
import { createOtlpHttpExporter } from "../../exporters/otlp-http/create-otlp-http-exporter.ts";
import { reserveAll } from "../../exporters/queue/reserve-all.ts";
import {
	createSendingQueue,
	type SendingQueue,
} from "../../exporters/queue/sending-queue.ts";
import { systemClock } from "../../pipeline/clock.ts";
import type { Exporter } from "../../pipeline/exporter.ts";
import type { Storage } from "../../pipeline/storage.ts";
import { logRecords } from "../unit/exporters/log-records.ts";
import {
	answer,
	type LoopbackBackend,
	loopbackBackend,
} from "../unit/exporters/loopback-backend.ts";
import { recordingTelemetry } from "../unit/exporters/recording-telemetry.ts";
import {
	open,
	temporaryDirectory,
} from "../unit/extensions/file-storage/state-directories.ts";

const NEVER = new AbortController().signal;

interface Delivery {
	readonly queue: SendingQueue;
	readonly exporter: Exporter;
	readonly telemetry: ReturnType<typeof recordingTelemetry>;
}

function deliverTo(id: string, endpoint: string, storage: Storage): Delivery {
	const config = otlpHttpExporterSchema.parse({
		endpoint,
		// Readable below.
		encoding: "json",
		retry_on_failure: { initial_interval: "10ms", max_interval: "20ms" },
	});
	const telemetry = recordingTelemetry();
	const exporter = createOtlpHttpExporter(id, config, telemetry, {
		version: "0",
	});
	const queue = createSendingQueue({
		exporter,
		store: storage.queue(id),
		config: config.sending_queue,
		retry: config.retry_on_failure,
		telemetry,
		clock: systemClock,
	});
	queue.start();
	return { queue, exporter, telemetry };
}

async function stop({ queue, exporter }: Delivery) {
	await queue.shutdown(AbortSignal.abort());
	await exporter.shutdown();
}

/** A batch as the pipeline commits it: encoded once, shared by all. */
async function commit(
	storage: Storage,
	deliveries: readonly Delivery[],
	records = logRecords(500, 3_000),
) {
	const requests = await deliveries[0]?.exporter.encoder.encode(records);
	if (requests === undefined) throw new Error("nobody to deliver to");
	const reservation = await reserveAll(
		new Map(deliveries.map(({ queue }) => [queue, requests])),
		NEVER,
	);
	await storage.commit(
		requests.map((request) => ({
			request,
			exporters: deliveries.map(({ queue }) => queue.exporterId),
		})),
		{ key: "stream", value: "done" },
	);
	reservation.release();
	return requests.length;
}

function uids({ requests }: LoopbackBackend): string[] {
	return requests
		.flatMap(({ body }) =>
			gunzipSync(body)
				.toString("latin1")
				.match(/uid-\d+/g),
		)
		.map(String)
		.toSorted();
}

const EXPECTED = logRecords(500)
	.map((record) => String(record.attributes["log.record.uid"]))
	.toSorted();

test("a backend that is down costs the other nothing, and gets everything when it is back", async () => {
	const storage = await open(temporaryDirectory());
	const gone = await loopbackBackend(answer(200));
	await gone[Symbol.asyncDispose]();
	await using healthy = await loopbackBackend(answer(200));
	const a = deliverTo("otlp_http/a", healthy.url, storage);
	const b = deliverTo("otlp_http/b", gone.url, storage);

	const requests = await commit(storage, [a, b]);
	await a.queue.drained(NEVER);
	expect(uids(healthy)).toEqual(EXPECTED);
	expect(storage.queue("otlp_http/b").depth.requests).toBe(requests);

	await using back = await loopbackBackend(answer(200), { port: gone.port });
	await b.queue.drained(NEVER);
	expect(uids(back)).toEqual(EXPECTED);
	expect(await storage.exporters()).toEqual([]);
	expect(b.telemetry.messages("warn")).toHaveLength(1);
	expect(b.telemetry.messages("info")).toEqual(["delivery works again"]);
	await stop(a);
	await stop(b);
});

test("every passing refusal is retried until all is delivered once", async () => {
	const storage = await open(temporaryDirectory());
	await using backend = await loopbackBackend((response, request, index) => {
		const status = [503, 429, 502, 504][index] ?? 200;
		answer(status)(response, request, index);
	});
	const delivery = deliverTo("otlp_http", backend.url, storage);
	await commit(storage, [delivery]);
	await delivery.queue.drained(NEVER);
	const { telemetry } = delivery;
	expect(telemetry.total("otelcol_exporter_sent_log_records")).toBe(500);
	expect(telemetry.total("salesforce_exporter_retries")).toBe(4);
	await stop(delivery);
});

test("a request that is sent again is the same, byte for byte, also after a restart", async () => {
	const directory = temporaryDirectory();
	const first = await open(directory);
	await using refusing = await loopbackBackend(answer(503));
	const before = deliverTo("otlp_http", refusing.url, first);
	await commit(first, [before], logRecords(3));
	await refusing.received(2);
	await stop(before);
	await first.close();

	const second = await open(directory);
	expect(await second.checkpoint("stream")).toBe("done");
	await using taking = await loopbackBackend(answer(200));
	const after = deliverTo("otlp_http", taking.url, second);
	await after.queue.drained(NEVER);
	const [sent, again] = refusing.requests;
	expect(again?.body.equals(sent?.body ?? Buffer.of())).toBe(true);
	expect(taking.requests).toHaveLength(1);
	expect(taking.requests[0]?.body.equals(sent?.body ?? Buffer.of())).toBe(true);
	await stop(after);
});

test("a backend that refuses for good keeps nobody waiting and loses nothing", async () => {
	const storage = await open(temporaryDirectory());
	await using refusing = await loopbackBackend(
		answer(400, { "content-type": "text/plain" }, "timestamp too old"),
	);
	await using taking = await loopbackBackend(answer(204));
	const a = deliverTo("otlp_http/a", refusing.url, storage);
	const b = deliverTo("otlp_http/b", taking.url, storage);
	const requests = await commit(storage, [a, b]);
	await a.queue.drained(NEVER);
	await b.queue.drained(NEVER);
	expect(await storage.deadLetters.count("otlp_http/a")).toBe(requests);
	expect(a.telemetry.total("salesforce_exporter_dead_letter_log_records")).toBe(
		500,
	);
	expect(uids(taking)).toEqual(EXPECTED);
	await stop(a);
	await stop(b);
});

test("a backend that throttles slows nobody but itself", async () => {
	const storage = await open(temporaryDirectory());
	await using throttling = await loopbackBackend(
		answer(429, { "retry-after": "3600" }),
	);
	await using taking = await loopbackBackend(answer(200));
	const a = deliverTo("otlp_http/a", throttling.url, storage);
	const b = deliverTo("otlp_http/b", taking.url, storage);
	for (let round = 0; round < 3; round += 1) {
		await commit(storage, [a, b], logRecords(100));
		await throttling.received(1);
		await b.queue.drained(NEVER);
	}
	expect(taking.requests).toHaveLength(3);
	// It was told once to come back in an hour, and every request keeps to it.
	expect(throttling.requests).toHaveLength(1);
	expect(storage.queue("otlp_http/a").depth.requests).toBe(3);
	await stop(a);
	await stop(b);
});
