// What can be done with an encoded ExportLogsServiceRequest without understanding
// its records: they are numbered in the order of the bytes, looked at, and picked.

export interface RecordFacts {
	/** As encoded. */
	readonly bytes: number;
	/** When the event happened, ms since the epoch; 0 when the record doesn't say. */
	readonly timeMs: number;
}

/** Each function throws when the bytes are not a request. */
export interface RequestFormat {
	facts(request: Uint8Array): RecordFacts[];
	/** The same request with those records alone, their bytes as they are; resources and scopes without one are left out. In pieces. */
	pick(
		request: Uint8Array,
		keep: (index: number) => boolean,
	): readonly Uint8Array[];
	/** The records of all, in this order. In pieces. */
	join(requests: readonly Uint8Array[]): readonly Uint8Array[];
}
