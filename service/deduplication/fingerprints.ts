// What deduplication asks of a batch, whatever its records look like: for each of
// them a uid of 16 bytes and the hour of the event; and the batch without those
// records that are known, the others in runs.

import type { EncodedRecords } from "../../pipeline/encoded-records.ts";
import type { BatchContent } from "../../pipeline/log-batch.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { UID_BYTES, writeUid } from "../../pipeline/uid-bytes.ts";

const SECONDS_AN_HOUR = 3600;
/** Of a record without a uid: compared with nothing, and not remembered. */
export const NO_HOUR = 0xffff_ffff;

export type Fingerprints = Pick<EncodedRecords, "count" | "uids" | "hours">;

/** Records from `first` up to `end`, which is not among them. */
export interface Run {
	readonly first: number;
	readonly end: number;
}

export function fingerprintsOf({
	records,
	encoded,
}: BatchContent): Fingerprints {
	if (encoded !== undefined) return encoded;
	const count = records.length;
	const uids = Buffer.allocUnsafe(count * UID_BYTES);
	const hours = new Uint32Array(count);
	for (let n = 0; n < count; n++) {
		const { attributes, hrTime } = records[n] as LogRecord;
		const uid = attributes["log.record.uid"];
		if (typeof uid === "string") {
			writeUid(uid, uids, n * UID_BYTES);
			hours[n] = Math.floor(hrTime[0] / SECONDS_AN_HOUR);
		} else {
			hours[n] = NO_HOUR;
		}
	}
	return { count, uids, hours };
}

export function pick(
	{ records, encoded }: BatchContent,
	runs: readonly Run[],
): BatchContent {
	if (encoded === undefined) {
		return {
			records: runs.flatMap(({ first, end }) => records.slice(first, end)),
		};
	}
	const { bytes, ends, uids, hours } = encoded;
	const count = runs.reduce((sum, { first, end }) => sum + end - first, 0);
	const keptEnds = new Uint32Array(count);
	const keptHours = new Uint32Array(count);
	const keptBytes: Uint8Array[] = [];
	const keptUids: Uint8Array[] = [];
	let kept = 0;
	let length = 0;
	for (const { first, end } of runs) {
		const start = first === 0 ? 0 : (ends[first - 1] as number);
		keptHours.set(hours.subarray(first, end), kept);
		for (let n = first; n < end; n++) {
			keptEnds[kept++] = (ends[n] as number) - start + length;
		}
		const part = bytes.subarray(start, ends[end - 1]);
		length += part.length;
		keptBytes.push(part);
		keptUids.push(uids.subarray(first * UID_BYTES, end * UID_BYTES));
	}
	return {
		encoded: {
			...encoded,
			count,
			bytes: Buffer.concat(keptBytes),
			ends: keptEnds,
			uids: Buffer.concat(keptUids),
			hours: keptHours,
		},
	};
}
