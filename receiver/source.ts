// The seam between one way of reading an org and the stream that runs it.

import type { LogRecord } from "../pipeline/log-record.ts";

/** Records, and the state a later poll continues from once they are safe. */
export interface SourceBatch {
	readonly records: readonly LogRecord[];
	/** Opaque to everyone but the source that wrote it. */
	readonly state: string;
}

export interface Source {
	/**
	 * Reads what has come since `state`, oldest first, in batches. The consumer
	 * stores a batch before it asks for the next, so a poll that ends early, by an
	 * error or by `signal`, has lost nothing.
	 *
	 * Rejects with a `SalesforceError` when the org can't be read.
	 */
	poll(
		state: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void>;
}
