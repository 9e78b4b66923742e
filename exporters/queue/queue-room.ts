// How much may still come into a queue. Room that was given and is not yet used
// counts as taken, so the bound holds however many streams ask at once.
//
// Invariant: room is given in the order in which it was asked for, so a large
// batch is not starved by small ones; and when batches ask all their queues in one
// go, no two of them can wait for each other (see reserve-all.ts).

import type { SendingQueueConfig } from "../../config/schema/sending-queue.ts";
import type { EncodedRequest } from "../../pipeline/exporter.ts";
import type { QueueDepth } from "../../pipeline/storage.ts";

/** Room that was given. `release` it when the commit is over, whether it succeeded or not. */
export interface Reservation {
	/** Idempotent. */
	release(): void;
}

export interface QueueRoom {
	/** Room for `cost`, now, or undefined. */
	tryTake(cost: number): Reservation | undefined;
	/** Room for `cost`, even where there is none. */
	take(cost: number): Reservation;
	/** Waits for room; rejects with the signal's reason. */
	wait(cost: number, signal: AbortSignal): Promise<Reservation>;
	/** The depth has shrunk: those who wait may go on. */
	grown(): void;
	/** Whether room is given that was not released yet. */
	readonly reserved: boolean;
	/** Whoever waits is rejected, and so is everybody who would have to from now on. */
	stopWaiting(reason: Error): void;
}

interface Waiter {
	readonly cost: number;
	readonly grant: (reservation: Reservation) => void;
	readonly reject: (reason: unknown) => void;
}

export function createQueueRoom(
	size: number,
	taken: () => number,
	onRelease: () => void,
): QueueRoom {
	const waiters: Waiter[] = [];
	let reservedCost = 0;
	let reservations = 0;
	let impatience: Error | undefined;

	// An empty queue always takes one, however large: it would never fit otherwise.
	function fits(cost: number): boolean {
		const used = taken() + reservedCost;
		return used + cost <= size || (used === 0 && reservations === 0);
	}

	function take(cost: number): Reservation {
		reservedCost += cost;
		reservations += 1;
		let held = true;
		return {
			release() {
				if (!held) return;
				held = false;
				reservedCost -= cost;
				reservations -= 1;
				onRelease();
				grown();
			},
		};
	}

	function grown(): void {
		for (
			let first = waiters[0];
			first !== undefined && fits(first.cost);
			first = waiters[0]
		) {
			waiters.shift();
			first.grant(take(first.cost));
		}
	}

	return {
		take,
		tryTake: (cost) =>
			waiters.length === 0 && fits(cost) ? take(cost) : undefined,
		wait: (cost, signal) =>
			new Promise((resolve, reject) => {
				if (impatience !== undefined && !fits(cost)) {
					reject(impatience);
					return;
				}
				const leave = () => {
					waiters.splice(waiters.indexOf(waiter), 1);
					reject(signal.reason);
					grown();
				};
				const waiter: Waiter = {
					cost,
					grant(reservation) {
						signal.removeEventListener("abort", leave);
						resolve(reservation);
					},
					reject(reason) {
						signal.removeEventListener("abort", leave);
						reject(reason);
					},
				};
				signal.addEventListener("abort", leave, { once: true });
				waiters.push(waiter);
				grown();
			}),
		grown,
		get reserved() {
			return reservations > 0;
		},
		stopWaiting(reason) {
			impatience ??= reason;
			for (const waiter of waiters.splice(0)) waiter.reject(reason);
		},
	};
}

/** What a depth or a request counts in the queue's unit; bytes are those stored, after compression. */
export const SIZERS: Readonly<
	Record<
		SendingQueueConfig["sizer"],
		{
			readonly depth: (depth: QueueDepth) => number;
			readonly request: (request: EncodedRequest) => number;
		}
	>
> = {
	requests: { depth: (depth) => depth.requests, request: () => 1 },
	items: {
		depth: (depth) => depth.records,
		request: (request) => request.records,
	},
	bytes: {
		depth: (depth) => depth.bytes,
		request: (request) => request.body.byteLength,
	},
};
