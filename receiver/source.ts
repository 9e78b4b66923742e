// The seam between one way of reading an org and the stream that runs it.

import type { BatchContent } from "../pipeline/log-batch.ts";

/** Records, and the state a later poll continues from once they are safe. */
export type SourceBatch = BatchContent & {
	/**
	 * What was read: one version of one file, or one poll of an object. Two records
	 * of one origin are two events, however alike they look.
	 */
	readonly origin: string;
	/** Which of the streams that are read together it is of; absent when it is only one. */
	readonly stream?: string | undefined;
	/** Of the records. */
	readonly eventType: string;
	/** Which of the source's checkpoints has moved. Unique in the org's streams. */
	readonly key: string;
	/** Its new value; opaque to everyone but the source that wrote it. */
	readonly state: string;
};

/** The stored value of a checkpoint of the source. */
export type StoredState = (key: string) => Promise<string | undefined>;

export interface Source {
	/**
	 * Reads what has come since the stored states, oldest first, in batches. The
	 * consumer stores a batch before it asks for the next, so a poll that ends early,
	 * by an error or by `signal`, has lost nothing.
	 *
	 * Rejects with a `SalesforceError` when the org can't be read.
	 */
	poll(
		stored: StoredState,
		signal: AbortSignal,
	): AsyncGenerator<SourceBatch, void, void>;
	/** After a poll: it ended to look for newer things, and there is more to be read at once. */
	readonly hasMore?: () => boolean;
}
