// A batch in a piece of memory that can be handed to another thread: everything that an
// engine lends lies in its own, which stays.

import type { EncodedRecords } from "../../pipeline/encoded-records.ts";
import { UID_BYTES } from "../../pipeline/uid-bytes.ts";

/** Of a batch as they usually are, so that the next one, a bit larger, has room, too. */
const LEAST_BYTES = 2 * 1024 * 1024 + 64 * 1024;
const WORD_BYTES = 4;

/** A copy, in the sheet if there is one and it is large enough, and in a new one otherwise. */
export function copyToSheet(
	batch: EncodedRecords,
	sheet: ArrayBuffer | undefined,
): EncodedRecords {
	const { count, bytes, ends, hours, uids } = batch;
	const words = WORD_BYTES * count;
	const head = 2 * words + UID_BYTES * count;
	const size = head + bytes.length;
	const memory =
		sheet !== undefined && sheet.byteLength >= size
			? sheet
			: new ArrayBuffer(Math.max(size, LEAST_BYTES));
	const copy = {
		...batch,
		ends: new Uint32Array(memory, 0, count),
		hours: new Uint32Array(memory, words, count),
		uids: new Uint8Array(memory, 2 * words, UID_BYTES * count),
		bytes: new Uint8Array(memory, head, bytes.length),
	};
	copy.ends.set(ends);
	copy.hours.set(hours);
	copy.uids.set(uids);
	copy.bytes.set(bytes);
	return copy;
}
