// When the events of a batch happened, from the first to the last: what lateness is
// measured by. A glance at each record's time and nothing more.

import type { EncodedRecords } from "./encoded-records.ts";
import type { BatchContent } from "./log-batch.ts";
import type { LogRecord } from "./log-record.ts";

/** Ms since the epoch. */
export interface EventTimes {
	readonly oldest: number;
	readonly newest: number;
}

/** Undefined when there is no record, or none with a time. */
export function eventTimesOf({
	records,
	encoded,
}: BatchContent): EventTimes | undefined {
	return encoded === undefined ? timesOf(records) : encodedTimesOf(encoded);
}

function timesOf(records: readonly LogRecord[]): EventTimes | undefined {
	let oldest = Number.POSITIVE_INFINITY;
	let newest = Number.NEGATIVE_INFINITY;
	for (const { hrTime } of records) {
		const ms = hrTime[0] * 1e3 + hrTime[1] / 1e6;
		if (ms < oldest) oldest = ms;
		if (ms > newest) newest = ms;
	}
	return newest < oldest ? undefined : { oldest, newest };
}

/** `LogRecord.time_unix_nano`: field 1, fixed64. The encoders write it first. */
const TIME_TAG = 0x09;
/** What the upper four of its eight bytes count, in two parts that are exact as doubles. */
const UPPER = { ms: 4_294, ns: 967_296 };

/** Compares the upper halves first: that is all that most records need. */
function encodedTimesOf({
	bytes,
	ends,
}: EncodedRecords): EventTimes | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let first = -1;
	let last = -1;
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	let start = 0;
	for (let index = 0; index < ends.length; index++) {
		const end = ends[index] as number;
		// A tag, a length of one to five bytes, and the message.
		let at = start + 1;
		while ((bytes[at] as number) >= 0x80) at++;
		at++;
		start = end;
		if (at + 9 > end || bytes[at] !== TIME_TAG) continue;
		const high = view.getUint32(at + 5, true);
		if (high < least || (high === least && isBefore(view, at, first))) {
			least = high;
			first = at;
		}
		if (high > most || (high === most && isBefore(view, last, at))) {
			most = high;
			last = at;
		}
	}
	if (first < 0) return undefined;
	return { oldest: timeAt(view, first), newest: timeAt(view, last) };
}

/** Of two times with the same upper half. */
function isBefore(view: DataView, one: number, other: number): boolean {
	return view.getUint32(one + 1, true) < view.getUint32(other + 1, true);
}

function timeAt(view: DataView, at: number): number {
	const low = view.getUint32(at + 1, true);
	const high = view.getUint32(at + 5, true);
	return high * UPPER.ms + (high * UPPER.ns + low) / 1e6;
}

/** From the oldest of all to the newest of all. */
export function joinTimes(
	times: readonly (EventTimes | undefined)[],
): EventTimes | undefined {
	const known = times.filter((each) => each !== undefined);
	if (known.length === 0) return undefined;
	return {
		oldest: Math.min(...known.map(({ oldest }) => oldest)),
		newest: Math.max(...known.map(({ newest }) => newest)),
	};
}
