// How many of the requests that wait go out as one. Small ones are joined when they
// are sent, not when they come: the receiver never waits for a batch to fill, and
// what is stored stays as it is.

import type { SendingQueueConfig } from "../../config/schema/sending-queue.ts";
import type { WaitingRequest } from "../../pipeline/storage.ts";

export type BatchConfig = SendingQueueConfig["batch"];

export type BatchDecision =
	/** Send the first `count` as one. */
	| { readonly kind: "send"; readonly count: number }
	/** More may come to fill it until then, ms from now. */
	| { readonly kind: "wait"; readonly ms: number };

/** `waiting` are the oldest, at least one; `more` says that they are not all. */
export function nextBatch(
	waiting: readonly [WaitingRequest, ...WaitingRequest[]],
	more: boolean,
	config: BatchConfig,
	now: number,
): BatchDecision {
	const [first] = waiting;
	const sizeOf = (request: WaitingRequest) =>
		config.sizer === "items"
			? (request.part?.records ?? request.records)
			: request.bytes;
	let size = 0;
	let count = 0;
	for (const request of waiting) {
		if (size >= config.min_size) break;
		if (count > 0 && size + sizeOf(request) > config.max_size) break;
		if (!canJoin(first, request)) break;
		size += sizeOf(request);
		count += 1;
	}
	count = Math.max(count, 1);
	const mayGrow = count === waiting.length && !more && size < config.min_size;
	const age = now - first.storedAt;
	// A clock that was set back must not hold it for longer.
	if (!mayGrow || age < 0 || age >= config.flush_timeout) {
		return { kind: "send", count };
	}
	return { kind: "wait", ms: config.flush_timeout - age };
}

/** A part goes alone: it was too large together with the rest. */
function canJoin(first: WaitingRequest, request: WaitingRequest): boolean {
	return (
		first === request ||
		(first.part === undefined &&
			request.part === undefined &&
			first.contentType === request.contentType &&
			first.contentEncoding === request.contentEncoding)
	);
}
