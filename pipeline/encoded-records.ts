// Records that nobody between receiver and backend looks into: bytes, and beside
// them the little that is asked of a record on its way. No object a record.
// Invariant: a batch of them is lent to a consumer until `consume` has settled; what is
// to last longer is copied.

/** Records in OTLP Protobuf: what a batch is when nobody between receiver and backend looks into a record. */
export interface EncodedRecords {
	/** How many. */
	readonly count: number;
	/** `ScopeLogs.log_records` fields (tag, length, message), one after the other. */
	readonly bytes: Uint8Array;
	/** Where each record ends in `bytes`. */
	readonly ends: Uint32Array;
	/** `log.record.uid` of each, 16 bytes, one after the other. */
	readonly uids: Uint8Array;
	/** The hour in which each event happened, in hours since the epoch. */
	readonly hours: Uint32Array;
	/** The encoded `ResourceLogs.resource` field and `ScopeLogs.scope` field (plus schema_url where the record way writes one) they share. */
	readonly resource: Uint8Array;
	readonly scope: Uint8Array;
}
