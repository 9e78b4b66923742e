// What the stored states of a backfill's sources say of how far it has come. Pure.

import { parseCheckpoint as parseAudit } from "../sources/audit-object/checkpoint.ts";
import {
	type OpenFile,
	parseCheckpoint as parseFiles,
} from "../sources/event-log-file/checkpoint.ts";
import { parseCheckpoint as parseEvents } from "../sources/event-object/checkpoint.ts";
import type { TimeRange } from "../time-range.ts";

/** Files that were begun, or put off. States of another kind have none. */
export function openFilesIn(states: Iterable<string>): OpenFile[] {
	return [...states].flatMap((text) => {
		const parsed = parseFiles(text);
		return "state" in parsed ? parsed.state.open : [];
	});
}

/** How many milliseconds of the range an object was read for. */
export function readOfObject(
	state: string | undefined,
	{ from, until }: TimeRange,
): number {
	if (state === undefined) return 0;
	const events = parseEvents(state);
	const audit = parseAudit(state);
	const position =
		"state" in events
			? events.state.watermark
			: "state" in audit
				? audit.state.cursor
				: from;
	return Math.min(Math.max(position - from, 0), until - from);
}
