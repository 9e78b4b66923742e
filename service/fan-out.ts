// What stands behind a receiver: every pipeline it feeds. Invariant: the
// checkpoint is stored in the transaction that stores the requests, after those
// exporters that have no queue have given their answer.

import { reserveAll } from "../exporters/queue/reserve-all.ts";
import type { SendingQueue } from "../exporters/queue/sending-queue.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Consumer } from "../pipeline/consumer.ts";
import type { EncodedRequest, RequestEncoder } from "../pipeline/exporter.ts";
import { type BatchContent, recordCount } from "../pipeline/log-batch.ts";
import type { Processor } from "../pipeline/processor.ts";
import type { Delivery, Storage } from "../pipeline/storage.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import { countRefused } from "./count-refused.ts";
import { createDeduplicator } from "./deduplication/deduplicator.ts";

/** The end of a pipeline. */
export interface Outlet {
	readonly exporterId: string;
	readonly encoder: RequestEncoder;
	/** The exporter's durable queue; absent when `sending_queue` is disabled. */
	readonly queue?: SendingQueue | undefined;
	/** Sends without a queue, retries included; resolves when the backend has decided. */
	deliver(request: EncodedRequest, signal: AbortSignal): Promise<void>;
}

export interface Pipeline {
	readonly processors: readonly Processor[];
	readonly outlets: readonly Outlet[];
}

/** Outlets that take the same records in the same encoding share the bytes. */
interface Share {
	readonly content: BatchContent;
	readonly encoder: RequestEncoder;
	readonly outlets: Outlet[];
}

export function createFanOut(
	pipelines: readonly Pipeline[],
	storage: Storage,
	telemetry: Telemetry,
	clock: Clock,
): Consumer {
	const deduplicator = createDeduplicator(storage, telemetry);
	const fanOut: Consumer = {
		takesEncoded: pipelines.every(
			({ processors, outlets }) =>
				processors.length === 0 &&
				outlets.every(({ encoder }) => encoder.pack !== undefined),
		),
		async consume(batch, signal) {
			const { content, delivered } = await deduplicator.admit(
				batch,
				clock.now(),
			);
			const { eventTimes } = batch;
			const encoded = await Promise.all(
				sharesOf(pipelines, content).map(
					async ({ encoder, content, outlets }) => ({
						outlets,
						requests: (await requestsOf(content, encoder)).map((request) => ({
							...request,
							eventTimes,
						})),
					}),
				),
			);
			const deliveries: Delivery[] = [];
			const wanted = new Map<SendingQueue, EncodedRequest[]>();
			const direct: Promise<void>[] = [];
			for (const { outlets, requests } of encoded) {
				const queued: string[] = [];
				for (const outlet of outlets) {
					if (outlet.queue === undefined) {
						direct.push(deliverInOrder(outlet, requests, signal));
						continue;
					}
					queued.push(outlet.exporterId);
					const already = wanted.get(outlet.queue) ?? [];
					wanted.set(outlet.queue, [...already, ...requests]);
				}
				if (queued.length === 0) continue;
				for (const request of requests) {
					deliveries.push({ request, exporters: queued });
				}
			}
			await Promise.all(direct);
			const room = await reserveAll(wanted, signal);
			try {
				signal.throwIfAborted();
				await storage.commit(deliveries, batch.checkpoint, delivered, signal);
			} finally {
				room.release();
			}
			const accepted = recordCount(content);
			if (accepted > 0) {
				telemetry.count("otelcol_receiver_accepted_log_records", accepted);
			}
		},
	};
	return countRefused(fanOut, telemetry);
}

async function deliverInOrder(
	outlet: Outlet,
	requests: readonly EncodedRequest[],
	signal: AbortSignal,
): Promise<void> {
	for (const request of requests) await outlet.deliver(request, signal);
}

function sharesOf(
	pipelines: readonly Pipeline[],
	admitted: BatchContent,
): Share[] {
	if (recordCount(admitted) === 0) return [];
	const shares: Share[] = [];
	for (const { processors, outlets } of pipelines) {
		const content = processed(admitted, processors);
		for (const outlet of outlets) {
			const share = shares.find(
				(candidate) =>
					isSame(candidate.content, content) &&
					candidate.encoder.key === outlet.encoder.key &&
					// An exporter in two pipelines gets the records of both.
					!candidate.outlets.includes(outlet),
			);
			if (share) share.outlets.push(outlet);
			else shares.push({ content, encoder: outlet.encoder, outlets: [outlet] });
		}
	}
	return shares;
}

function processed(
	content: BatchContent,
	processors: readonly Processor[],
): BatchContent {
	if (processors.length === 0) return content;
	if (content.encoded !== undefined) throw notTaken();
	return {
		records: processors.reduce(
			(passed, processor) => processor.process(passed),
			content.records,
		),
	};
}

/** A processor that changes nothing gives the array that it got. */
function isSame(a: BatchContent, b: BatchContent): boolean {
	return a.records === b.records && a.encoded === b.encoded;
}

function requestsOf(
	{ records, encoded }: BatchContent,
	encoder: RequestEncoder,
): Promise<EncodedRequest[]> {
	if (encoded === undefined) return encoder.encode(records);
	if (encoder.pack === undefined) throw notTaken();
	return encoder.pack(encoded);
}

function notTaken(): Error {
	return new Error("encoded records where records are needed");
}
