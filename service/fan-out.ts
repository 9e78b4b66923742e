// What stands behind a receiver: every pipeline it feeds. Invariant: the
// checkpoint is stored in the transaction that stores the requests, after those
// exporters that have no queue have given their answer.

import { reserveAll } from "../exporters/queue/reserve-all.ts";
import type { SendingQueue } from "../exporters/queue/sending-queue.ts";
import type { Clock } from "../pipeline/clock.ts";
import type { Consumer } from "../pipeline/consumer.ts";
import type { EncodedRequest, RequestEncoder } from "../pipeline/exporter.ts";
import { recordCount } from "../pipeline/log-batch.ts";
import type { Processor } from "../pipeline/processor.ts";
import type { Delivery, Storage } from "../pipeline/storage.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import { countRefused } from "./count-refused.ts";
import { createDeduplicator } from "./deduplication/deduplicator.ts";
import {
	createPassProcessors,
	type Passed,
	type PassedBatch,
} from "./pass-processors.ts";

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
	readonly passed: Passed;
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
	const passProcessors = createPassProcessors(
		pipelines.map(({ processors, outlets }) => ({
			processors,
			needsRecords: outlets.every(({ encoder }) => encoder.pack === undefined),
		})),
	);
	const fanOut: Consumer = {
		async consume(batch, signal) {
			const { content, delivered } = await deduplicator.admit(
				batch,
				clock.now(),
			);
			const { eventTimes } = batch;
			const accepted = recordCount(content);
			const encoded = await passProcessors(content, (processed) =>
				Promise.all(
					(accepted === 0 ? [] : sharesOf(pipelines, processed)).map(
						async ({ passed, encoder, outlets }) => ({
							outlets,
							requests: (await requestsOf(passed, encoder, processed)).map(
								(request) => ({ ...request, eventTimes }),
							),
						}),
					),
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
	{ passed }: PassedBatch,
): Share[] {
	const shares: Share[] = [];
	for (const [index, { outlets }] of pipelines.entries()) {
		const mine = passed[index] as Passed;
		for (const outlet of outlets) {
			const share = shares.find(
				(candidate) =>
					candidate.passed === mine &&
					candidate.encoder.key === outlet.encoder.key &&
					// An exporter in two pipelines gets the records of both.
					!candidate.outlets.includes(outlet),
			);
			if (share) share.outlets.push(outlet);
			else
				shares.push({
					passed: mine,
					encoder: outlet.encoder,
					outlets: [outlet],
				});
		}
	}
	return shares;
}

async function requestsOf(
	passed: Passed,
	encoder: RequestEncoder,
	{ recordsOf }: PassedBatch,
): Promise<EncodedRequest[]> {
	if (passed.groups === undefined || encoder.pack === undefined)
		return encoder.encode(recordsOf(passed));
	const requests: EncodedRequest[] = [];
	for (const group of passed.groups)
		requests.push(...(await encoder.pack(group)));
	return requests;
}
