// A span of time whose events are missing, or may be: remembered beside the checkpoint
// that moved past it, so that it is seen after the log line is gone. Pure.

import { z } from "zod";

const isoTime = z.iso.datetime({ precision: 3 });

export const gapSchema = z.object({
	from: isoTime,
	to: isoTime,
	why: z.enum([
		/** A listed file was gone before it could be read. */
		"file_vanished",
		/** The end of a file never came. */
		"file_truncated",
		/** The org keeps nothing for as long as it was not read. */
		"retention",
	]),
	foundAt: isoTime,
});

export const gapsSchema = z.array(gapSchema).optional();

export type Gap = Readonly<z.infer<typeof gapSchema>>;

/** The oldest are forgotten beyond; the count of them is a metric. */
const MAX_GAPS = 20;

export function gap(
	from: number,
	to: number,
	why: Gap["why"],
	now: number,
): Gap {
	const iso = (ms: number) => new Date(ms).toISOString();
	return { from: iso(from), to: iso(to), why, foundAt: iso(now) };
}

/** One that touches the last one, for the same reason, makes it longer. */
export function withGap(gaps: readonly Gap[] | undefined, found: Gap): Gap[] {
	const known = gaps ?? [];
	const last = known.at(-1);
	if (
		last !== undefined &&
		last.why === found.why &&
		found.from <= last.to &&
		found.to >= last.from
	) {
		const from = found.from < last.from ? found.from : last.from;
		const to = found.to > last.to ? found.to : last.to;
		return [...known.slice(0, -1), { ...found, from, to }];
	}
	return [...known, found].slice(-MAX_GAPS);
}
