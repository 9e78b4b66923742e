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

type Records = Omit<EncodedRecords, "resource" | "scope">;

export interface RecordBatch {
	readonly count: number;
	/** Of all records. */
	readonly bytes: number;
	/** It is to be taken before more is added. */
	readonly isFull: boolean;
	/** A record that is encoded already. */
	add(record: Uint8Array, uid: Uint8Array, seconds: number): void;
	/** Begins anew, with so many records at most, and without what is in it. */
	begin(maxRecords: number): void;
	/** Begins anew. Valid until the next record is written. */
	take(shared: Pick<EncodedRecords, "resource" | "scope">): EncodedRecords;
}

export function createRecordBatch(engine: Engine): RecordBatch {
	/** What came before the records in the engine's memory, when one of them had no room there. */
	let moved: Records[] = [];

	const read = (address: number) => engine.words[address / 4] as number;

	function set(address: number, value: number): void {
		engine.words[address / 4] = value;
	}

	function clear(): void {
		set(COUNT, 0);
		set(LENGTH, 0);
	}

	function held(): Records {
		const { buffer } = engine.store.bytes;
		const count = read(COUNT);
		return {
			count,
			bytes: new Uint8Array(buffer, BATCH, read(LENGTH)),
			ends: new Uint32Array(buffer, RECORD_ENDS, count),
			uids: new Uint8Array(buffer, UIDS, UID_BYTES * count),
			hours: new Uint32Array(buffer, HOURS, count),
		};
	}

	/** Moves what is in the engine's memory out of it. */
	function makeRoom(): void {
		const { count, bytes, ends, uids, hours } = held();
		if (count === 0) return;
		moved.push({
			count,
			bytes: bytes.slice(),
			ends: ends.slice(),
			uids: uids.slice(),
			hours: hours.slice(),
		});
		clear();
	}

	const batch: RecordBatch = {
		get count() {
			return moved.reduce((sum, { count }) => sum + count, read(COUNT));
		},
		get bytes() {
			return moved.reduce((sum, { bytes }) => sum + bytes.length, read(LENGTH));
		},
		get isFull() {
			return batch.count >= read(MOST_RECORDS) || batch.bytes >= FULL_BYTES;
		},
		add(record, uid, seconds) {
			const hour = Math.floor(seconds / SECONDS_AN_HOUR);
			if (read(LENGTH) + record.length > BATCH_SIZE) {
				makeRoom();
				moved.push({
					count: 1,
					bytes: record.slice(),
					ends: Uint32Array.of(record.length),
					uids: uid.slice(),
					hours: Uint32Array.of(hour),
				});
				return;
			}
			const { bytes } = engine.store;
			const count = read(COUNT);
			const end = read(LENGTH) + record.length;
			bytes.set(record, BATCH + end - record.length);
			bytes.set(uid, UIDS + UID_BYTES * count);
			set(RECORD_ENDS + 4 * count, end);
			set(HOURS + 4 * count, hour);
			set(COUNT, count + 1);
			set(LENGTH, end);
		},
		begin(maxRecords) {
			set(MOST_RECORDS, Math.min(maxRecords, MOST_BATCH_RECORDS));
			clear();
			moved = [];
		},
		take(shared) {
			if (moved.length > 0) makeRoom();
			const records = moved.length > 0 ? joined(moved) : held();
			moved = [];
			clear();
			return { ...records, ...shared };
		},
	};
	return batch;
}

function joined(parts: readonly Records[]): Records {
	const count = parts.reduce((sum, part) => sum + part.count, 0);
	const ends = new Uint32Array(count);
	const hours = new Uint32Array(count);
	let records = 0;
	let length = 0;
	for (const part of parts) {
		hours.set(part.hours, records);
		for (const end of part.ends) ends[records++] = length + end;
		length += part.bytes.length;
	}
	return {
		count,
		bytes: Buffer.concat(parts.map(({ bytes }) => bytes)),
		ends,
		uids: Buffer.concat(parts.map(({ uids }) => uids)),
		hours,
	};
}
