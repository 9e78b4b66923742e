// When the events of a batch happened, from the first to the last: what lateness is
// measured by. A glance at each record's time and nothing more.

import type { BatchContent } from "./log-batch.ts";

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
	let oldest = Number.POSITIVE_INFINITY;
	let newest = Number.NEGATIVE_INFINITY;
	function see(ms: number): void {
		if (ms < oldest) oldest = ms;
		if (ms > newest) newest = ms;
	}
	if (encoded === undefined) {
		for (const { hrTime } of records) see(hrTime[0] * 1e3 + hrTime[1] / 1e6);
	} else {
		const { bytes, ends } = encoded;
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		let start = 0;
		for (const end of ends) {
			const ms = timeAt(view, start, end);
			if (ms !== undefined) see(ms);
			start = end;
		}
	}
	return newest < oldest ? undefined : { oldest, newest };
}

/** `LogRecord.time_unix_nano`: field 1, fixed64. The encoders write it first. */
const TIME_TAG = 0x09;
const MS_A_HIGH_WORD = 2 ** 32 / 1e6;

function timeAt(
	view: DataView,
	start: number,
	end: number,
): number | undefined {
	let at = start + 1;
	while (at < end && view.getUint8(at) >= 0x80) at++;
	at++;
	if (at + 9 > end || view.getUint8(at) !== TIME_TAG) return undefined;
	const low = view.getUint32(at + 1, true);
	const high = view.getUint32(at + 5, true);
	return high * MS_A_HIGH_WORD + low / 1e6;
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
