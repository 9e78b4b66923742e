// When a row's event happened. Most rows of a file share their hour: the engine knows its
// seconds, and the rest of `2026-11-02T09:09:57.374Z`, which the API writes with `+0000`
// at its end, is digits. Any other form, and the first of each hour, is read as text by
// receiver/mapping/event-time.ts.

import type { HrTime } from "@opentelemetry/api";
import { NANOSECONDS, SECONDS, TIME_COLUMN } from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import type { Image } from "./image.ts";
import { forgetHour, learnHour } from "./known-hour.ts";
import type { ScannedRow } from "./scanned-row.ts";

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
	forgetHour(engine);
	return {
		read(row, observed) {
			const { view } = engine.store;
			const [seconds, nanoseconds] = readText(row, observed);
			view.setFloat64(SECONDS, seconds, true);
			view.setInt32(NANOSECONDS, nanoseconds, true);
			if (column < 0) return;
			learnHour(
				engine,
				row.starts[column] as number,
				row.ends[column] as number,
				seconds,
			);
		},
	};
}
