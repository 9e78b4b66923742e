// The hour whose seconds the engine knows (engine/time.ts). Times come in order, more or
// less, so most of them share it with the one before.

import { HOUR, HOUR_SECONDS } from "./engine/layout.ts";
import type { Engine } from "./engine.ts";

/** `2026-11-02T09:` */
const HOUR_LENGTH = 14;
/** With milliseconds, which is where the engine looks for digits. */
const USUAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|\+0000)$/;

/** No time begins like this. */
export function forgetHour({ store }: Engine): void {
	store.bytes.fill(0, HOUR, HOUR + HOUR_LENGTH);
}

/** `seconds` is when a row happened, which a cell of it may have told. */
export function learnHour(
	{ store }: Engine,
	start: number,
	end: number,
	seconds: number,
): void {
	const { bytes, view } = store;
	const cell = Buffer.from(bytes.subarray(start, end)).toString("latin1");
	// Another column may have told the time.
	if (!USUAL.test(cell) || isoHour(seconds) !== cell.slice(0, HOUR_LENGTH))
		return;
	bytes.copyWithin(HOUR, start, start + HOUR_LENGTH);
	view.setFloat64(HOUR_SECONDS, seconds - (seconds % 3600), true);
}

function isoHour(seconds: number): string {
	return new Date(seconds * 1000).toISOString().slice(0, HOUR_LENGTH);
}
