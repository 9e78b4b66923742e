// Memory that the main thread sees, too, for batches on their way to it: they are copied
// out of the engine's, so that the next one is written while they are with the consumer.
// Used again by the next file.

import type { EncodedRecords } from "../../pipeline/encoded-records.ts";
import { UID_BYTES } from "../../pipeline/uid-bytes.ts";

/** Larger ones, of rows of unusual length, are not kept. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
/** Of a batch as they usually are, so that the next one, a bit larger, has room, too. */
const LEAST_BYTES = 2 * 1024 * 1024;
const LEAST_RECORDS = 2_000;
const WORD_BYTES = 4;

interface Sheet {
	readonly records: number;
	readonly bytes: Uint8Array;
	readonly ends: Uint32Array;
	readonly uids: Uint8Array;
	readonly hours: Uint32Array;
}

export interface SharedSheets {
	/** The batch in memory of its own, lent until as many were copied after it as there are sheets. */
	copy(batch: EncodedRecords): EncodedRecords;
	/** The sheets are another file's now. */
	giveBack(): void;
}

/** Sets of so many sheets; those that were given back are lent again. */
export function createSheetPool(sheets: number): () => SharedSheets {
	const idle: Sheet[] = [];

	function sheetFor({ bytes, count }: EncodedRecords): Sheet {
		const sheet = idle.pop();
		if (
			sheet !== undefined &&
			sheet.bytes.length >= bytes.length &&
			sheet.records >= count
		)
			return sheet;
		return createSheet(
			Math.max(bytes.length, LEAST_BYTES),
			Math.max(count, LEAST_RECORDS),
		);
	}

	function keep(sheet: Sheet | undefined): void {
		if (sheet !== undefined && sheet.bytes.length <= MAX_KEPT_BYTES)
			idle.push(sheet);
	}

	return () => {
		const lent: Sheet[] = [];
		return {
			copy(batch) {
				if (lent.length === sheets) keep(lent.shift());
				const sheet = sheetFor(batch);
				lent.push(sheet);
				const { bytes, count, ends, uids, hours } = batch;
				sheet.bytes.set(bytes);
				sheet.ends.set(ends);
				sheet.uids.set(uids);
				sheet.hours.set(hours);
				return {
					...batch,
					bytes: sheet.bytes.subarray(0, bytes.length),
					ends: sheet.ends.subarray(0, count),
					uids: sheet.uids.subarray(0, UID_BYTES * count),
					hours: sheet.hours.subarray(0, count),
				};
			},
			giveBack() {
				for (const sheet of lent.splice(0)) keep(sheet);
			},
		};
	};
}

function createSheet(size: number, records: number): Sheet {
	const words = () =>
		new Uint32Array(new SharedArrayBuffer(records * WORD_BYTES));
	return {
		records,
		bytes: new Uint8Array(new SharedArrayBuffer(size)),
		ends: words(),
		uids: new Uint8Array(new SharedArrayBuffer(records * UID_BYTES)),
		hours: words(),
	};
}
