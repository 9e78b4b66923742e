// When a row's event happened, from its bytes. Most rows of a file share their hour:
// its seconds are remembered, and the rest of `2026-11-02T09:09:57.374Z`, which the API
// writes with `+0000` at its end, is digits.
// Any other form is read as text by receiver/mapping/event-time.ts.

import type { HrTime } from "@opentelemetry/api";
import { createByteStore, isEqual } from "./byte-store.ts";
import type { ScannedRow } from "./scanned-row.ts";

/** `2026-11-02T09:` */
const HOUR = 14;
const ZONE = 23;
const ZONES = [Buffer.from("Z"), Buffer.from("+0000")];

export interface TimeReader {
	/** Of the row that was read last. */
	seconds: number;
	nanoseconds: number;
	read(row: ScannedRow, observed: HrTime): void;
}

/** `index` is the best time column, -1 when there is none; `readText` reads whatever is not of the usual form. */
export function createTimeReader(
	index: number,
	readText: (row: ScannedRow, observed: HrTime) => HrTime,
): TimeReader {
	const hour = createByteStore(HOUR);
	let hourSeconds = 0;

	const reader: TimeReader = {
		seconds: 0,
		nanoseconds: 0,
		read(row, observed) {
			const { bytes } = row.input;
			const at = index < 0 ? 0 : (row.starts[index] as number);
			const usual =
				index >= 0 &&
				isGmt(bytes, at + ZONE, row.ends[index] as number) &&
				bytes[at + 10] === 0x54 /* T */ &&
				bytes[at + 16] === 0x3a /* : */ &&
				bytes[at + 19] === 0x2e /* . */;
			if (usual && isEqual(row.input, at, hour, 0, HOUR)) {
				const minute = twoDigits(bytes, at + 14);
				const second = twoDigits(bytes, at + 17);
				const upper = twoDigits(bytes, at + 20);
				const last = (bytes[at + 22] as number) - 48;
				if (
					minute >= 0 &&
					minute < 60 &&
					second >= 0 &&
					second < 60 &&
					upper >= 0 &&
					last >= 0 &&
					last <= 9
				) {
					reader.seconds = hourSeconds + minute * 60 + second;
					reader.nanoseconds = (upper * 10 + last) * 1_000_000;
					return;
				}
			}
			const [seconds, nanoseconds] = readText(row, observed);
			reader.seconds = seconds;
			reader.nanoseconds = nanoseconds;
			// Another column may have told the time.
			if (!usual || isoHour(seconds) !== hourIn(bytes, at)) return;
			hour.bytes.set(bytes.subarray(at, at + HOUR));
			hourSeconds = seconds - (seconds % 3600);
		},
	};
	return reader;
}

/** Whether so many bytes, and no others, name the zone. */
function isGmt(bytes: Uint8Array, start: number, end: number): boolean {
	for (const zone of ZONES) {
		if (end - start !== zone.length) continue;
		for (let n = 0; n < zone.length; n++)
			if (bytes[start + n] !== zone[n]) return false;
		return true;
	}
	return false;
}

/** -1 when they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
	const tens = (bytes[at] as number) - 48;
	const ones = (bytes[at + 1] as number) - 48;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9
		? tens * 10 + ones
		: -1;
}

function isoHour(seconds: number): string {
	return new Date(seconds * 1000).toISOString().slice(0, HOUR);
}

function hourIn(bytes: Uint8Array<ArrayBuffer>, at: number): string {
	return Buffer.from(bytes.buffer, at, HOUR).toString("latin1");
}
