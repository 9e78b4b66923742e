// Records as bytes, and beside them the little that is asked of every record on its
// way. No object a record, unless a processor looks into it.
// Invariant: a batch of them is lent to a consumer until `consume` has settled; what is
// to last longer is copied.

/** Records in OTLP Protobuf that share a resource and a scope. */
export interface EncodedBatch {
	/** How many. */
	readonly count: number;
	/** `ScopeLogs.log_records` fields (tag, length, message), one after the other. */
	readonly bytes: Uint8Array;
	/** Where each record ends in `bytes`. */
	readonly ends: Uint32Array;
	/** The encoded `ResourceLogs.resource` field and `ScopeLogs.scope` field (plus schema_url where the record way writes one) they share. */
	readonly resource: Uint8Array;
	readonly scope: Uint8Array;
}

/** With what is asked of each record before it is delivered. */
export interface EncodedRecords extends EncodedBatch {
	/** `log.record.uid` of each, 16 bytes, one after the other. */
	readonly uids: Uint8Array;
	/** The hour in which each event happened, in hours since the epoch. */
	readonly hours: Uint32Array;
}
