// Times of the usual form in the hour that is known; ../known-hour.ts tells the next one,
// when somebody has read a time as text.

import { isEqual } from "./bytes.ts";
import {
	ENDS,
	HOUR,
	HOUR_SECONDS,
	NANOSECONDS,
	SECONDS,
	STARTS,
	TIME_COLUMN,
} from "./layout.ts";

/** `2026-11-02T09:`, and where the zone is. */
const HOUR_LENGTH: i32 = 14;
const ZONE: i32 = 23;

/** When the row's event happened; false when somebody else is to tell. */
export function readTime(): bool {
	const column = 4 * load<i32>(TIME_COLUMN);
	if (column < 0) return false;
	const start: i32 = load<i32>(STARTS + column);
	const since = sinceHour(start, load<i32>(ENDS + column));
	if (since < 0) return false;
	store<f64>(SECONDS, load<f64>(HOUR_SECONDS) + <f64>(since / 1000));
	store<i32>(NANOSECONDS, 1_000_000 * (since % 1000));
	return true;
}

/** Milliseconds since the epoch; NaN when somebody else is to tell. */
export function timeOf(start: i32, end: i32): f64 {
	const since = sinceHour(start, end);
	return since < 0 ? NaN : 1000 * load<f64>(HOUR_SECONDS) + <f64>since;
}

/** Milliseconds; -1 for any other form, and in any other hour. */
function sinceHour(at: i32, end: i32): i32 {
	const zone = end - at - ZONE;
	// Z or +0000
	if (zone === 1) {
		if (load<u8>(at + ZONE) !== 0x5a) return -1;
	} else if (
		zone !== 5 ||
		load<i32>(at + ZONE) !== 0x3030302b ||
		load<u8>(at + ZONE + 4) !== 0x30
	)
		return -1;
	if (
		!isEqual(at, HOUR, HOUR_LENGTH) ||
		load<u8>(at + 16) !== 0x3a ||
		load<u8>(at + 19) !== 0x2e
	)
		return -1;
	const minute = twoDigits(at + 14);
	const second = twoDigits(at + 17);
	const upper = twoDigits(at + 20);
	const last: i32 = load<u8>(at + 22) - 48;
	if ((minute | second | upper) < 0 || minute > 59 || second > 59) return -1;
	if (last < 0 || last > 9) return -1;
	return 1000 * (60 * minute + second) + 10 * upper + last;
}

/** -1 when they are none. */
function twoDigits(at: i32): i32 {
	const tens: i32 = <i32>load<u8>(at) - 48;
	const ones: i32 = <i32>load<u8>(at + 1) - 48;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9
		? 10 * tens + ones
		: -1;
}
