// A backfill over all receivers of the service, and the form in which a command asks
// for one. Invariant: one at a time, so that it never takes more than one source's
// share beside the live streams of an org.

import { z } from "zod";
import type {
	BackfillProgress,
	BackfillReport,
	BackfillRequest,
} from "../receiver/backfill/backfill.ts";
import type { SalesforceReceiver } from "../receiver/salesforce-receiver.ts";

/** How far each receiver has come. */
export type BackfillTold = readonly BackfillProgress[];

export type Backfill = (
	request: BackfillRequest,
	onProgress: (progress: BackfillTold) => void,
	signal: AbortSignal,
) => Promise<BackfillReport[]>;

const asked = z.object({
	backfill: z.object({
		range: z.object({ from: z.number(), until: z.number() }),
		streams: z.array(z.string()).min(1).optional(),
	}),
});

/** What a command has sent. Throws when this version can't do it. */
export function parseBackfillRequest(message: unknown): BackfillRequest {
	const parsed = asked.safeParse(message);
	if (parsed.success) return parsed.data.backfill;
	throw new Error(
		"the service does not know this command: it is of another version",
	);
}

export function createBackfill(
	receivers: readonly (Pick<SalesforceReceiver, "backfill" | "streams"> & {
		readonly id: string;
	})[],
): Backfill {
	let running = false;

	return async (request, onProgress, signal) => {
		const known = new Set<string>(receivers.flatMap(({ streams }) => streams));
		const unknown = request.streams?.filter((stream) => !known.has(stream));
		if (unknown !== undefined && unknown.length > 0) {
			throw new Error(
				`no receiver reads ${unknown.join(", ")}: the configured streams are ${[...known].join(", ")}`,
			);
		}
		if (running) {
			throw new Error(
				"another backfill is running: wait for its end, or stop it",
			);
		}
		running = true;
		try {
			const told = new Map<string, BackfillProgress>();
			const settled = await Promise.allSettled(
				receivers.map((receiver) =>
					receiver.backfill(
						request,
						(progress) => {
							told.set(receiver.id, progress);
							onProgress([...told.values()]);
						},
						signal,
					),
				),
			);
			signal.throwIfAborted();
			return settled.map((result, index) =>
				result.status === "fulfilled"
					? result.value
					: neverBegun(receivers[index]?.id ?? "", result.reason),
			);
		} finally {
			running = false;
		}
	};
}

/** The login failed, say: one org's trouble is not another's. */
function neverBegun(receiver: string, reason: unknown): BackfillReport {
	const error = reason as Error & { readonly cure?: string };
	const { message, cure } = error;
	return {
		receiver,
		parts: [],
		records: 0,
		failures: [{ receiver, name: "all streams", message, cure }],
	};
}
