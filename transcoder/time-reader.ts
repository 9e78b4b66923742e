// When a row's event happened. Most rows of a file share their hour: the engine knows its
// seconds, and the rest of `2026-11-02T09:09:57.374Z`, which the API writes with `+0000`
// at its end, is digits. Any other form, and the first of each hour, is read as text by
// receiver/mapping/event-time.ts.

import type { HrTime } from "@opentelemetry/api";
import {
	HOUR,
	HOUR_SECONDS,
	NANOSECONDS,
	SECONDS,
	TIME_COLUMN,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import type { Image } from "./image.ts";
import type { ScannedRow } from "./scanned-row.ts";

/** `2026-11-02T09:` */
const HOUR_LENGTH = 14;
/** With milliseconds, which is where the engine looks for digits. */
const USUAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|\+0000)$/;

export interface TimeReader {
	/** Writes the time of the row in work. */
	read(row: ScannedRow, observed: HrTime): void;
}

/** `column` is the best one with a time, -1 when there is none. */
export function createTimeReader(
	column: number,
	readText: (row: ScannedRow, observed: HrTime) => HrTime,
	engine: Engine,
	image: Image,
): TimeReader {
	image.set(TIME_COLUMN, column);
	// No time begins like this.
	engine.store.bytes.fill(0, HOUR, HOUR + HOUR_LENGTH);
	return {
		read(row, observed) {
			const { view, bytes } = engine.store;
			const [seconds, nanoseconds] = readText(row, observed);
			view.setFloat64(SECONDS, seconds, true);
			view.setInt32(NANOSECONDS, nanoseconds, true);
			if (column < 0) return;
			const start = row.starts[column] as number;
			const cell = Buffer.from(
				bytes.subarray(start, row.ends[column]),
			).toString("latin1");
			// Another column may have told the time.
			if (!USUAL.test(cell) || isoHour(seconds) !== cell.slice(0, HOUR_LENGTH))
				return;
			bytes.copyWithin(HOUR, start, start + HOUR_LENGTH);
			view.setFloat64(HOUR_SECONDS, seconds - (seconds % 3600), true);
		},
	};
}

function isoHour(seconds: number): string {
	return new Date(seconds * 1000).toISOString().slice(0, HOUR_LENGTH);
}
