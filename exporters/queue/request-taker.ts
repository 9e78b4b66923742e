// Takes requests from the store, oldest first, and hands each out once. Invariant:
// taking the next and dropping the oldest exclude each other, so that nothing is
// both sent and dropped.

import type { SendingQueueConfig } from "../../config/schema/sending-queue.ts";
import type { Clock } from "../../pipeline/clock.ts";
import { joinTimes } from "../../pipeline/event-times.ts";
import type { RequestEncoder } from "../../pipeline/exporter.ts";
import type {
	ExporterQueue,
	QueueDepth,
	QueuedRequest,
	QueuePosition,
} from "../../pipeline/storage.ts";
import { nextBatch } from "./batching.ts";
import { alone, type Outgoing, type QueuedPiece } from "./request-delivery.ts";

/** Requests that are looked at to fill a batch. */
const LOOK_AHEAD = 256;

export type Taken =
	| { readonly kind: "request"; readonly outgoing: Outgoing }
	/** The batch is not full; it goes out after `ms` at the latest. */
	| { readonly kind: "wait"; readonly ms: number }
	| { readonly kind: "empty" };

export interface RequestTaker {
	take(): Promise<Taken>;
	/** What `take` has given is settled, or will not be. */
	release(outgoing: Outgoing): void;
	/** Forgets the oldest that is not taken; gives what it held. */
	dropOldest(): Promise<QueueDepth | undefined>;
	/** How many are taken. */
	readonly inFlight: number;
}

export function createRequestTaker(
	store: ExporterQueue,
	encoder: RequestEncoder,
	{ batch }: SendingQueueConfig,
	clock: Clock,
): RequestTaker {
	const inFlight = new Set<Outgoing>();
	let lastTaken: QueuePosition | undefined;
	let turn: Promise<unknown> = Promise.resolve();

	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(work);
		turn = result.catch(() => {});
		return result;
	}

	async function decide() {
		if (batch.min_size === 0) return { kind: "send", count: 1 } as const;
		const [first, ...rest] = await store.waiting(lastTaken, LOOK_AHEAD);
		return first === undefined
			? ({ kind: "empty" } as const)
			: nextBatch(
					[first, ...rest],
					rest.length === LOOK_AHEAD - 1,
					batch,
					clock.now(),
				);
	}

	async function take(): Promise<Taken> {
		const decision = await decide();
		if (decision.kind !== "send") return decision;
		const requests = await store.next(lastTaken, decision.count);
		const last = requests.at(-1);
		if (last === undefined) return { kind: "empty" };
		const outgoing = await outgoingOf(requests);
		lastTaken = endOf(last);
		inFlight.add(outgoing);
		return { kind: "request", outgoing };
	}

	async function outgoingOf(
		requests: readonly QueuedRequest[],
	): Promise<Outgoing> {
		const pieces = await Promise.all(requests.map(pieceOf));
		const [piece] = pieces;
		if (piece !== undefined && pieces.length === 1) return alone(piece);
		const joined = pieces.map((each) => each.request);
		const eventTimes = joinTimes(joined.map((each) => each.eventTimes));
		const request = await encoder.join(joined);
		return { from: pieces, request: { ...request, eventTimes } };
	}

	async function pieceOf(request: QueuedRequest): Promise<QueuedPiece> {
		const { id, part } = request;
		const position = { id, part };
		if (part === undefined) return { position, request };
		try {
			const { first, records } = part;
			const { eventTimes } = request;
			const sliced = await encoder.slice(request, first, records);
			return { position, request: { ...sliced, eventTimes } };
		} catch {
			// Better some records twice, which their uids tell, than some never.
			return { position, request };
		}
	}

	return {
		take: () => inTurn(take),
		release(outgoing) {
			inFlight.delete(outgoing);
		},
		dropOldest: () =>
			inTurn(() =>
				store.dropOldest(
					new Set(
						[...inFlight].flatMap(({ from }) =>
							from.map(({ position }) => position.id),
						),
					),
				),
			),
		get inFlight() {
			return inFlight.size;
		},
	};
}

/** Behind all of it, so that the halves that a consumer makes of it are its own. */
function endOf({ id, part, records }: QueuedRequest): QueuePosition {
	const { first, records: count } = part ?? { first: 0, records };
	return { id, part: { first: first + count - 1, records: 1 } };
}
