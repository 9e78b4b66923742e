// The rows near a source's position that it has delivered. A poll looks at them again
// because others may have appeared between them. Bounded: what is forgotten for lack
// of room is sent twice, and then known by its uid.

import { z } from "zod";

/** About two megabytes in the checkpoint; a stream of a hundred events a second stays below. */
const MAX_DELIVERED = 50_000;

/** Pairs of time (ms) and identity. */
export const deliveredSchema = z.array(z.tuple([z.number(), z.string()]));
export type DeliveredRows = z.infer<typeof deliveredSchema>;

export interface Delivered {
	readonly isEmpty: boolean;
	/** Whether rows of `time` (ms) are taken. */
	takes(time: number): boolean;
	has(identity: string): boolean;
	add(time: number, identity: string): void;
	/** Forgets rows of `time` (ms) and before, and takes no more of them. */
	forgetUntil(time: number): void;
	/** For the checkpoint. */
	rows(): DeliveredRows;
}

export function createDelivered(
	stored: DeliveredRows,
	limit: number = MAX_DELIVERED,
): Delivered {
	const times = new Map(stored.map(([time, identity]) => [identity, time]));
	let forgotten = Number.NEGATIVE_INFINITY;
	const takes = (time: number) => time > forgotten;

	return {
		get isEmpty() {
			return times.size === 0;
		},
		takes,
		has: (identity) => times.has(identity),
		add(time, identity) {
			if (!takes(time)) return;
			// Rows come in the order of time, so the first is an old one.
			if (times.size >= limit) {
				const [oldest] = times.keys();
				if (oldest !== undefined) times.delete(oldest);
			}
			times.set(identity, time);
		},
		forgetUntil(limit) {
			forgotten = limit;
			for (const [identity, time] of times) {
				if (time <= limit) times.delete(identity);
			}
		},
		rows: () => [...times].map(([identity, time]) => [time, identity]),
	};
}
