// Encoded records, collected until somebody takes them. What is taken is only lent: the
// next record is written over it. Two megabytes for each batch would count as garbage
// outside of V8's heap, and have it collect the whole heap for every few batches.

import type { EncodedRecords } from "../pipeline/encoded-records.ts";
import { UID_BYTES } from "../pipeline/uid-bytes.ts";
import { type ByteStore, createByteStore, reserve } from "./byte-store.ts";

const SECONDS_AN_HOUR = 3600;
/** A batch of so many bytes is full: two requests of the default size, and their last records. */
export const FULL_BYTES = 1_990_000;
/** Made at once: what is not written to takes no memory, and what grows leaves holes. */
const ROOM = 2 * 1024 * 1024;

export interface RecordBatch {
	/** So many it has room for. */
	readonly maxRecords: number;
	/** Records are written at `length`, in room that was made before. */
	readonly store: ByteStore;
	length: number;
	count: number;
	/** Of all records; the next one's begins at `UID_BYTES * count`. */
	readonly uids: Buffer;
	/** Counts what was written up to `end` as a record of an event at that time. */
	close(end: number, seconds: number): void;
	/** A record that is encoded already; its uid is in `uids`. */
	add(record: Uint8Array, seconds: number): void;
	/** Begins anew, without what is in it. */
	clear(): void;
	/** Begins anew. Valid until the next record is written. */
	take(shared: Pick<EncodedRecords, "resource" | "scope">): EncodedRecords;
}

export function createRecordBatch(maxRecords: number): RecordBatch {
	const store = createByteStore(ROOM);
	const ends = new Uint32Array(maxRecords);
	const hours = new Uint32Array(maxRecords);
	const batch: RecordBatch = {
		maxRecords,
		store,
		length: 0,
		count: 0,
		uids: Buffer.alloc(maxRecords * UID_BYTES),
		close(end, seconds) {
			ends[batch.count] = end;
			hours[batch.count] = Math.floor(seconds / SECONDS_AN_HOUR);
			batch.count++;
			batch.length = end;
		},
		add(record, seconds) {
			reserve(store, batch.length + record.length);
			store.bytes.set(record, batch.length);
			batch.close(batch.length + record.length, seconds);
		},
		clear() {
			batch.count = 0;
			batch.length = 0;
		},
		take({ resource, scope }) {
			const { count, length } = batch;
			batch.clear();
			return {
				count,
				bytes: store.bytes.subarray(0, length),
				ends: ends.subarray(0, count),
				uids: batch.uids.subarray(0, count * UID_BYTES),
				hours: hours.subarray(0, count),
				resource,
				scope,
			};
		},
	};
	return batch;
}
