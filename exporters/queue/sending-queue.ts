// The durable queue in front of one exporter: takes what was committed, oldest
// first, sends up to `num_consumers` requests at once, and forgets or sets aside
// each as the backend decides.
//
// Invariants: a request leaves the store only when the backend has taken it, has
// refused it for good (it is kept as a dead letter then), or the operator chose to
// drop the oldest. Each is handed out once. No more bodies are in memory than there
// are consumers, times what is joined to one request. A store that fails stops
// nothing: it is tried again.
//
// Small requests are joined when they are sent (`batch.min_size`), and large ones
// split: what stays the same, however often and in whatever company a record is
// sent, are the bytes of the record.

import type { RetryConfig } from "../../config/schema/retry-on-failure.ts";
import type { SendingQueueConfig } from "../../config/schema/sending-queue.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type {
	EncodedRequest,
	Exporter,
	RequestEncoder,
} from "../../pipeline/exporter.ts";
import type { ExporterQueue, Refused } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createDeliveryReport } from "./delivery-report.ts";
import { createLogThrottle } from "./log-throttle.ts";
import { createPulse } from "./pulse.ts";
import { createQueueRoom, type Reservation, SIZERS } from "./queue-room.ts";
import { createRequestDelivery, type Outgoing } from "./request-delivery.ts";
import { createRequestTaker, type Taken } from "./request-taker.ts";
import { createRetryingSender } from "./retrying-sender.ts";

const STORE_RETRY_MS = 1_000;
const STORE_REPORT_MS = 60_000;

export interface SendingQueue {
	readonly exporterId: string;
	readonly encoder: RequestEncoder;
	/**
	 * Waits for room for these requests, or makes it by dropping the oldest. The
	 * caller commits them, then releases the reservation, whether the commit
	 * succeeded or not. For several queues at once: `reserveAll`.
	 */
	reserve(
		requests: readonly EncodedRequest[],
		signal: AbortSignal,
	): Promise<Reservation>;
	start(): void;
	/** Requests that are taken and not settled yet. */
	readonly inFlight: number;
	/** What waits, in the unit of `sizer`. */
	readonly size: number;
	/**
	 * From now on nobody waits for room: what does not fit is refused. What fits is
	 * taken until `shutdown`. For an end that a dead backend must not hold up.
	 */
	stopWaiting(): void;
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
	const report = createDeliveryReport(telemetry, clock, {
		keepsRefused: true,
	});
	const storeTrouble = createLogThrottle(clock, STORE_REPORT_MS);
	const taker = createRequestTaker(store, exporter.encoder, config, clock);
	const sizer = SIZERS[config.sizer];
	/** Requests were stored. */
	const arrived = createPulse();
	/** A request has left, or a reservation was released. */
	const changed = createPulse();
	const room = createQueueRoom(
		config.queue_size,
		() => sizer.depth(store.depth),
		changed.fire,
	);
	store.onAdded(arrived.fire);
	const reason = new Error(`the queue of ${exporter.id} is shut down`);

	/** No request is taken and no attempt begun once it is aborted. */
	const stopping = new AbortController();
	/** Breaks off what is on the wire. */
	const aborting = new AbortController();
	let consumers: Promise<void>[] = [];

	const deliver = createRequestDelivery({
		exporter,
		send: createRetryingSender(exporter, retry, telemetry, clock),
		report,
		ledger: {
			async settled(outgoing, refused) {
				await persistently(
					"forget a delivered request or set it aside",
					() => store.settle(settlement(outgoing, refused)),
					aborting.signal,
				);
				changed.fire();
				room.grown();
			},
			split: (position, records) =>
				persistently(
					"split a request",
					() => store.split(position, records),
					aborting.signal,
				),
		},
	});

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

	async function consume(): Promise<void> {
		while (!stopping.signal.aborted) {
			const seen = arrived.count;
			const taken = await persistently(
				"read the next request",
				taker.take,
				stopping.signal,
			);
			if (taken.kind !== "request") {
				await somethingToTake(seen, taken);
				continue;
			}
			const { outgoing } = taken;
			try {
				await deliver(outgoing, aborting.signal, stopping.signal);
			} finally {
				taker.release(outgoing);
				changed.fire();
				room.grown();
			}
		}
	}

	/** Until more has come, or what waits goes out as it is. */
	async function somethingToTake(
		seen: number,
		taken: Exclude<Taken, { kind: "request" }>,
	): Promise<void> {
		if (taken.kind === "empty") {
			await arrived.after(seen, stopping.signal);
			return;
		}
		const either = new AbortController();
		const signal = AbortSignal.any([stopping.signal, either.signal]);
		await Promise.race([
			arrived.after(seen, signal),
			clock.sleep(taken.ms, signal),
		]).finally(() => either.abort());
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
			const dropped = await taker.dropOldest();
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

		stopWaiting: () => room.stopWaiting(reason),

		get inFlight() {
			return taker.inFlight;
		},

		get size() {
			return sizer.depth(store.depth);
		},

		async drained(signal) {
			while (store.depth.requests > 0 || taker.inFlight > 0 || room.reserved) {
				await changed.after(changed.count, signal);
			}
		},

		async shutdown(deadline) {
			stopping.abort(reason);
			room.stopWaiting(reason);
			const abort = () => aborting.abort(reason);
			if (deadline.aborted) abort();
			else deadline.addEventListener("abort", abort, { once: true });
			await Promise.all(consumers);
			deadline.removeEventListener("abort", abort);
		},
	};
}

/** What is refused of a request as it is stored keeps its bytes where they are. */
function settlement({ from, request }: Outgoing, refused: readonly Refused[]) {
	const [only] = from;
	const stored =
		from.length === 1 && only?.position.part === undefined
			? request
			: undefined;
	return from.map(({ position }, index) => ({
		position,
		refused:
			index > 0
				? []
				: refused.map((each) =>
						each.request === stored ? { reason: each.reason } : each,
					),
	}));
}
