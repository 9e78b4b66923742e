// The seam between a receiver and what stands behind it.

import type { LogBatch } from "./log-batch.ts";

export interface Consumer {
	/**
	 * Resolves when every exporter of every pipeline has the batch durably,
	 * together with its checkpoint. Until then the caller reads no further: that
	 * is the back-pressure.
	 *
	 * Rejects only when `signal` aborts or the store can't be written; nothing of
	 * the batch counts as delivered then, and its checkpoint has not moved.
	 */
	consume(batch: LogBatch, signal: AbortSignal): Promise<void>;
}
