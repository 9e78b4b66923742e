// Counts by reason while a batch is processed, and tells them once at its end.

import type { CounterName, Telemetry } from "../pipeline/telemetry.ts";

export interface Tally {
	add(reason: string): void;
	/** Tells what was added since the last time. */
	tell(): void;
}

export function createTally(telemetry: Telemetry, counter: CounterName): Tally {
	const counts = new Map<string, number>();
	return {
		add(reason) {
			counts.set(reason, (counts.get(reason) ?? 0) + 1);
		},
		tell() {
			for (const [reason, count] of counts) {
				telemetry.count(counter, count, { reason });
			}
			counts.clear();
		},
	};
}
