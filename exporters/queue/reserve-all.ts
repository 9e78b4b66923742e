// Room for one batch in every queue that takes it.

import type { EncodedRequest } from "../../pipeline/exporter.ts";
import type { Reservation } from "./queue-room.ts";
import type { SendingQueue } from "./sending-queue.ts";

/**
 * Asks every queue in the same instant: each serves in the order of asking, so
 * batches stand in the same order everywhere and can't wait for each other in a
 * ring. Gives back what it got when one queue refuses or `signal` aborts.
 */
export async function reserveAll(
	wanted: ReadonlyMap<SendingQueue, readonly EncodedRequest[]>,
	signal: AbortSignal,
): Promise<Reservation> {
	const answers = await Promise.allSettled(
		Array.from(wanted, ([queue, requests]) => queue.reserve(requests, signal)),
	);
	const release = () => {
		for (const answer of answers) {
			if (answer.status === "fulfilled") answer.value.release();
		}
	};
	const refused = answers.find((answer) => answer.status === "rejected");
	if (refused !== undefined) {
		release();
		throw refused.reason;
	}
	return { release };
}
