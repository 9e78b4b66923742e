// Encoded records, collected until somebody takes them. What is taken is only lent: later
// records are written over it. Two megabytes for each batch would count as garbage
// outside of V8's heap, and have it collect the whole heap for every few batches.

import type { EncodedRecords } from "../pipeline/encoded-records.ts";
import { UID_BYTES } from "../pipeline/uid-bytes.ts";
import {
	type ByteStore,
	createByteStore,
	createSharedStore,
	reserve,
} from "./byte-store.ts";

const SECONDS_AN_HOUR = 3600;
/** A batch of so many bytes is full: two requests of the default size, and their last records. */
export const FULL_BYTES = 1_990_000;
/** Made at once: what is not written to takes no memory, and what grows leaves holes. */
const ROOM = 2 * 1024 * 1024;

export interface RecordBatch {
	/** So many it has room for. */
	readonly maxRecords: number;
	/** Bytes of records that it has memory for. */
	readonly size: number;
	/** Records are written at `length`, in room that was made before. Another one when a batch was taken. */
	readonly store: ByteStore<ArrayBufferLike>;
	length: number;
	count: number;
	/** Of all records; the next one's begins at `UID_BYTES * count`. Others when a batch was taken. */
	readonly uids: Buffer;
	/** Counts what was written up to `end` as a record of an event at that time. */
	close(end: number, seconds: number): void;
	/** A record that is encoded already; its uid is in `uids`. */
	add(record: Uint8Array, seconds: number): void;
	/** Begins anew, without what is in it. */
	clear(): void;
	/** Begins anew. Valid until the next record is written, or as many batches later as there are sets of memory. */
	take(shared: Pick<EncodedRecords, "resource" | "scope">): EncodedRecords;
}

/** What the records of a batch are written to. */
interface Sheet {
	readonly store: ByteStore<ArrayBufferLike>;
	readonly ends: Uint32Array;
	readonly hours: Uint32Array;
	readonly uids: Buffer;
}

/**
 * `sharedSheets` are as many sets of memory that other threads can read: while batches
 * are lent to them, the next one is written.
 */
export function createRecordBatch(
	maxRecords: number,
	sharedSheets = 0,
): RecordBatch {
	const sheets =
		sharedSheets === 0
			? [createSheet(maxRecords)]
			: Array.from({ length: sharedSheets }, () =>
					createSharedSheet(maxRecords),
				);
	let turn = 0;
	let { ends, hours, ...written } = sheets[0] as Sheet;

	function turnOver(): void {
		turn = (turn + 1) % sheets.length;
		({ ends, hours, ...written } = sheets[turn] as Sheet);
		Object.assign(batch, written);
		batch.clear();
	}

	const batch: RecordBatch = {
		maxRecords,
		...written,
		get size() {
			return sheets.reduce((sum, sheet) => sum + sheet.store.bytes.length, 0);
		},
		length: 0,
		count: 0,
		close(end, seconds) {
			ends[batch.count] = end;
			hours[batch.count] = Math.floor(seconds / SECONDS_AN_HOUR);
			batch.count++;
			batch.length = end;
		},
		add(record, seconds) {
			reserve(batch.store, batch.length + record.length);
			batch.store.bytes.set(record, batch.length);
			batch.close(batch.length + record.length, seconds);
		},
		clear() {
			batch.count = 0;
			batch.length = 0;
		},
		take({ resource, scope }) {
			const { count, length, store, uids } = batch;
			const taken = {
				count,
				bytes: store.bytes.subarray(0, length),
				ends: ends.subarray(0, count),
				uids: uids.subarray(0, count * UID_BYTES),
				hours: hours.subarray(0, count),
				resource,
				scope,
			};
			turnOver();
			return taken;
		},
	};
	return batch;
}

function createSheet(maxRecords: number): Sheet {
	return {
		store: createByteStore(ROOM),
		ends: new Uint32Array(maxRecords),
		hours: new Uint32Array(maxRecords),
		uids: Buffer.alloc(maxRecords * UID_BYTES),
	};
}

function createSharedSheet(maxRecords: number): Sheet {
	const words = maxRecords * Uint32Array.BYTES_PER_ELEMENT;
	return {
		store: createSharedStore(ROOM),
		ends: new Uint32Array(new SharedArrayBuffer(words)),
		hours: new Uint32Array(new SharedArrayBuffer(words)),
		uids: Buffer.from(new SharedArrayBuffer(maxRecords * UID_BYTES)),
	};
}
