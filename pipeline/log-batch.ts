// What a receiver hands to the pipelines: records that share one resource and
// scope, and the checkpoint that is true once those records are safe.

import type { LogRecord } from "./log-record.ts";

/** Where a stream continues after a restart. `value` is opaque to everyone but the source that wrote it. */
export interface Checkpoint {
	readonly key: string;
	readonly value: string;
}

/** A batch without records only moves the checkpoint. */
export interface LogBatch {
	readonly records: readonly LogRecord[];
	readonly checkpoint?: Checkpoint | undefined;
}
