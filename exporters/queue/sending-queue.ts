// The durable queue in front of one exporter: takes what was committed, oldest
// first, sends up to `num_consumers` requests at once, and forgets or sets aside
// each as the backend decides.
//
// Invariants: a request leaves the store only when the backend has taken it, has
// refused it for good (it is kept as a dead letter then), or the operator chose to
// drop the oldest. Each id is handed out once. No more bodies are in memory than
// there are consumers. A store that fails stops nothing: it is tried again.

import type { RetryConfig } from "../../config/schema/retry-on-failure.ts";
import type { SendingQueueConfig } from "../../config/schema/sending-queue.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type {
	EncodedRequest,
	Exporter,
	RequestEncoder,
} from "../../pipeline/exporter.ts";
import type { ExporterQueue, QueuedRequest } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createDeliveryReport } from "./delivery-report.ts";
import { createLogThrottle } from "./log-throttle.ts";
import { createPulse } from "./pulse.ts";
import { createQueueRoom, type Reservation, SIZERS } from "./queue-room.ts";
import { createRetryingSender, type FinalResult } from "./retrying-sender.ts";

const STORE_RETRY_MS = 1_000;
const STORE_REPORT_MS = 60_000;

export interface SendingQueue {
	readonly exporterId: string;
	readonly encoder: RequestEncoder;
	/**
	 * Waits for room for these requests, or makes it by dropping the oldest. The
	 * caller commits them, then releases the reservation, whether the commit
	 * succeeded or not; that also tells the consumers to look again. For several
	 * queues at once: `reserveAll`.
	 */
	reserve(
		requests: readonly EncodedRequest[],
		signal: AbortSignal,
	): Promise<Reservation>;
	start(): void;
	/** Resolves when nothing is queued, reserved or in flight. */
	drained(signal: AbortSignal): Promise<void>;
	/**
	 * Takes nothing new, ends what is being sent, and breaks that off when
	 * `deadline` aborts; it stays queued then. The exporter is not shut down.
	 */
	shutdown(deadline: AbortSignal): Promise<void>;
}

export interface SendingQueueOptions {
	readonly exporter: Exporter;
	readonly store: ExporterQueue;
	readonly config: SendingQueueConfig;
	readonly retry: RetryConfig;
	/** Already marked with the exporter. */
	readonly telemetry: Telemetry;
	readonly clock: Clock;
}

export function createSendingQueue(options: SendingQueueOptions): SendingQueue {
	const { exporter, store, config, retry, telemetry, clock } = options;
	const send = createRetryingSender(exporter, retry, telemetry, clock);
	const report = createDeliveryReport(telemetry, clock, {
		keepsRefused: true,
	});
	const storeTrouble = createLogThrottle(clock, STORE_REPORT_MS);
	const sizer = SIZERS[config.sizer];
	/** Requests may have been committed. */
	const arrived = createPulse();
	/** A request has left, or a reservation was released. */
	const changed = createPulse();
	const room = createQueueRoom(
		config.queue_size,
		() => sizer.depth(store.depth),
		() => {
			arrived.fire();
			changed.fire();
		},
	);

	/** No request is taken and no attempt begun once it is aborted. */
	const stopping = new AbortController();
	/** Breaks off what is on the wire. */
	const aborting = new AbortController();
	const inFlight = new Set<number>();
	let lastTaken = 0;
	let consumers: Promise<void>[] = [];

	// Taking the next and dropping the oldest exclude each other, so that nothing is
	// both sent and dropped.
	let turn: Promise<unknown> = Promise.resolve();
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(work);
		turn = result.catch(() => {});
		return result;
	}

	/** Tries until the store answers; rejects only when `signal` aborts. */
	async function persistently<T>(
		what: string,
		work: () => Promise<T>,
		signal: AbortSignal,
	): Promise<T> {
		for (;;) {
			try {
				return await work();
			} catch (error) {
				signal.throwIfAborted();
				if (storeTrouble.due() !== undefined) {
					telemetry.logger.error(
						`the sending queue can't ${what} and tries again: ${(error as Error).message}`,
					);
				}
				await clock.sleep(STORE_RETRY_MS, signal);
			}
		}
	}

	async function takeNext(): Promise<QueuedRequest | undefined> {
		const [request] = await store.next(lastTaken, 1);
		if (request !== undefined) {
			lastTaken = request.id;
			inFlight.add(request.id);
		}
		return request;
	}

	async function settle(
		request: QueuedRequest,
		result: FinalResult,
	): Promise<void> {
		if (result.kind === "permanent") {
			await persistently(
				"set a request aside",
				() => store.setAside(request.id, result),
				aborting.signal,
			);
		} else {
			await persistently(
				"forget a delivered request",
				() => store.acknowledge(request.id),
				aborting.signal,
			);
		}
	}

	async function consume(): Promise<void> {
		while (!stopping.signal.aborted) {
			const seen = arrived.count;
			const request = await persistently(
				"read the next request",
				() => inTurn(takeNext),
				stopping.signal,
			);
			if (request === undefined) {
				await arrived.after(seen, stopping.signal);
				continue;
			}
			try {
				const result = await send(request, aborting.signal, stopping.signal);
				report.settled(request, result);
				await settle(request, result);
			} finally {
				inFlight.delete(request.id);
				changed.fire();
				room.grown();
			}
		}
	}

	async function consumeUntilStopped(): Promise<void> {
		try {
			await consume();
		} catch (error) {
			if (!stopping.signal.aborted) throw error;
		}
	}

	/** Makes room by forgetting the oldest that is not being sent. */
	async function dropUntilFits(cost: number): Promise<Reservation> {
		for (;;) {
			const reservation = room.tryTake(cost);
			if (reservation !== undefined) return reservation;
			const dropped = await inTurn(() => store.dropOldest(inFlight));
			// All that is left is being sent, or about to be stored by another stream.
			if (dropped === undefined) return room.take(cost);
			report.dropped(dropped.records);
		}
	}

	return {
		exporterId: exporter.id,
		encoder: exporter.encoder,

		async reserve(requests, signal) {
			signal.throwIfAborted();
			if (stopping.signal.aborted) throw stopping.signal.reason;
			if (requests.length === 0) return { release() {} };
			const cost = requests.reduce(
				(sum, request) => sum + sizer.request(request),
				0,
			);
			if (config.block_on_overflow) return room.wait(cost, signal);
			return dropUntilFits(cost);
		},

		start() {
			if (consumers.length > 0 || stopping.signal.aborted) return;
			consumers = Array.from(
				{ length: config.num_consumers },
				consumeUntilStopped,
			);
		},

		async drained(signal) {
			while (store.depth.requests > 0 || inFlight.size > 0 || room.reserved) {
				await changed.after(changed.count, signal);
			}
		},

		async shutdown(deadline) {
			const reason = new Error(`the queue of ${exporter.id} is shut down`);
			stopping.abort(reason);
			room.close(reason);
			const abort = () => aborting.abort(reason);
			if (deadline.aborted) abort();
			else deadline.addEventListener("abort", abort, { once: true });
			await Promise.all(consumers);
			deadline.removeEventListener("abort", abort);
		},
	};
}
