// What a receiver hands to the pipelines: records that share one resource and
// scope, and the checkpoint that is true once those records are safe.

import type { EncodedRecords } from "./encoded-records.ts";
import type { EventTimes } from "./event-times.ts";
import type { LogRecord } from "./log-record.ts";

/** Records as objects; or encoded, for a consumer that takes them so. */
export type BatchContent =
	| { readonly records: readonly LogRecord[]; readonly encoded?: undefined }
	| { readonly records?: undefined; readonly encoded: EncodedRecords };

export function recordCount({ records, encoded }: BatchContent): number {
	return encoded === undefined ? records.length : encoded.count;
}

/** Where a stream continues after a restart. `value` is opaque to everyone but the source that wrote it. */
export interface Checkpoint {
	readonly key: string;
	readonly value: string;
}

/** What the uids of a batch are compared with, so that nothing is delivered twice. */
export interface Deduplication {
	/** Uids are compared within a scope: a receiver, an organization, an event type. */
	readonly scope: string;
	/**
	 * What was read, e.g. one version of one file, or one poll. Uids of the same
	 * origin are not compared with each other: they differ, or belong to events that
	 * only look equal.
	 */
	readonly origin: string;
	/** How long the uids are remembered, in ms. */
	readonly windowMs: number;
}

/** A batch without records only moves the checkpoint. */
export type LogBatch = BatchContent & {
	readonly eventTimes?: EventTimes | undefined;
	readonly checkpoint?: Checkpoint | undefined;
	readonly deduplication?: Deduplication | undefined;
};
