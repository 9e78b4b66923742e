// Encoded records, collected in an engine's memory until somebody takes them. What is
// taken is only lent: the next record is written over it. Two megabytes for each batch
// would count as garbage outside of V8's heap, and have it collect the whole heap for
// every few batches.

import type { EncodedRecords } from "../pipeline/encoded-records.ts";
import { UID_BYTES } from "../pipeline/uid-bytes.ts";
import {
	BATCH,
	BATCH_SIZE,
	COUNT,
	FULL_BYTES,
	HOURS,
	LENGTH,
	MOST_BATCH_RECORDS,
	MOST_RECORDS,
	RECORD_ENDS,
	UIDS,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";

const SECONDS_AN_HOUR = 3600;

export interface RecordBatch {
	readonly count: number;
	/** Nothing may be added before it is taken. */
	readonly isFull: boolean;
	/** A record that is encoded already. */
	add(record: Uint8Array, uid: Uint8Array, seconds: number): void;
	/** Begins anew, with so many records at most, and without what is in it. */
	begin(maxRecords: number): void;
	/** Begins anew. Valid until the next record is written. */
	take(shared: Pick<EncodedRecords, "resource" | "scope">): EncodedRecords;
}

export function createRecordBatch(engine: Engine): RecordBatch {
	/** In place of the engine's memory, when a record has no room there. */
	let large: Uint8Array | undefined;

	const read = (address: number) => engine.words[address / 4] as number;

	function set(address: number, value: number): void {
		engine.words[address / 4] = value;
	}

	function clear(): void {
		set(COUNT, 0);
		set(LENGTH, 0);
		large = undefined;
	}

	return {
		get count() {
			return read(COUNT);
		},
		get isFull() {
			return read(COUNT) >= read(MOST_RECORDS) || read(LENGTH) >= FULL_BYTES;
		},
		add(record, uid, seconds) {
			const { bytes } = engine.store;
			const count = read(COUNT);
			const length = read(LENGTH);
			const end = length + record.length;
			// It is full then: no record of ordinary size is added behind this one.
			if (end > BATCH_SIZE)
				large = Buffer.concat([bytes.subarray(BATCH, BATCH + length), record]);
			else bytes.set(record, BATCH + length);
			bytes.set(uid, UIDS + UID_BYTES * count);
			set(RECORD_ENDS + 4 * count, end);
			set(HOURS + 4 * count, Math.floor(seconds / SECONDS_AN_HOUR));
			set(COUNT, count + 1);
			set(LENGTH, end);
		},
		begin(maxRecords) {
			set(MOST_RECORDS, Math.min(maxRecords, MOST_BATCH_RECORDS));
			clear();
		},
		take({ resource, scope }) {
			const { buffer } = engine.store.bytes;
			const count = read(COUNT);
			const records = {
				count,
				bytes: large ?? new Uint8Array(buffer, BATCH, read(LENGTH)),
				ends: new Uint32Array(buffer, RECORD_ENDS, count),
				uids: new Uint8Array(buffer, UIDS, UID_BYTES * count),
				hours: new Uint32Array(buffer, HOURS, count),
				resource,
				scope,
			};
			clear();
			return records;
		},
	};
}
