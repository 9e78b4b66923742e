// What stands behind a receiver: every pipeline it feeds. Invariant: the
// checkpoint is stored in the transaction that stores the requests, after those
// exporters that have no queue have given their answer.

import { reserveAll } from "../exporters/queue/reserve-all.ts";
import type { SendingQueue } from "../exporters/queue/sending-queue.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Consumer } from "../pipeline/consumer.ts";
import type { EncodedRequest, RequestEncoder } from "../pipeline/exporter.ts";
import type { LogRecord } from "../pipeline/log-record.ts";
import type { Processor } from "../pipeline/processor.ts";
import type { Delivery, Storage } from "../pipeline/storage.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
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
	readonly records: readonly LogRecord[];
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
	return {
		async consume(batch, signal) {
			const { records, delivered } = await deduplicator.admit(
				batch,
				clock.now(),
			);
			const encoded = await Promise.all(
				sharesOf(pipelines, records).map(
					async ({ encoder, records, outlets }) => ({
						outlets,
						requests: await encoder.encode(records),
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
			if (records.length > 0) {
				telemetry.count(
					"otelcol_receiver_accepted_log_records",
					records.length,
				);
			}
		},
	};
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
	admitted: readonly LogRecord[],
): Share[] {
	if (admitted.length === 0) return [];
	const shares: Share[] = [];
	for (const { processors, outlets } of pipelines) {
		const records = processors.reduce(
			(passed, processor) => processor.process(passed),
			admitted,
		);
		for (const outlet of outlets) {
			const share = shares.find(
				(candidate) =>
					candidate.records === records &&
					candidate.encoder.key === outlet.encoder.key &&
					// An exporter in two pipelines gets the records of both.
					!candidate.outlets.includes(outlet),
			);
			if (share) share.outlets.push(outlet);
			else shares.push({ records, encoder: outlet.encoder, outlets: [outlet] });
		}
	}
	return shares;
}
