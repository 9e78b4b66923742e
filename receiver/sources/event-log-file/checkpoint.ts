// What the source remembers between polls and across restarts, as versioned JSON:
// a checkpoint for each event type, one more for its backlog while there is any, and
// one for the types that it discovers.

import { z } from "zod";
import { type Gap, gapsSchema } from "../gaps/gap.ts";
import { parseState } from "../parse-state.ts";

const isoTime = z.iso.datetime({ precision: 3 });
const count = z.number().int().nonnegative();

const openFile = z.object({
	id: z.string().min(1),
	eventType: z.string(),
	createdDate: isoTime,
	logDate: isoTime,
	interval: z.enum(["Hourly", "Daily"]),
	sequence: z.number().int(),
	path: z.string().min(1),
	length: z.number().nonnegative(),
	fieldNames: z.string().nullable(),
	fieldTypes: z.string().nullable(),
	/** Good rows that were delivered; a later attempt goes on behind them. */
	rows: count,
	/** How often it was put off, and when it is due again (ms, the org's clock). */
	attempts: count,
	retryAt: z.number(),
	/** How often the body ended properly with a wrong length, the last such length, and how often that one came in a row. */
	wrongEnds: count,
	wrongBytes: z.number().nonnegative(),
	sameWrongEnds: count,
});

const state = z.object({
	v: z.literal(1),
	/**
	 * A listing begins here. Files created earlier are finished, or older than
	 * `initial_lookback` was at the first start. It follows the cursor at the
	 * distance of `overlap`, and the clock at a far larger one where no files come.
	 */
	since: isoTime,
	/** The newest file that was finished. */
	cursor: z.object({ createdDate: isoTime, id: z.string() }).nullable(),
	/** Identities of the finished files created at `since` or later. */
	seen: z.array(z.string()),
	/** Files that were begun, or put off. */
	open: z.array(openFile),
	/** Of a backlog: files created at this time or later are not of it. */
	until: isoTime.optional(),
	/** What the org showed until then was listed, and is finished or in `open`. Moves by whole hours. */
	listedUntil: isoTime.optional(),
	/** What is missing, or may be. */
	gaps: gapsSchema,
});

const discovery = z.object({
	v: z.literal(1),
	/** Every type with a file that was created before is in `types`. */
	since: isoTime,
	/** Event types that were found. */
	types: z.array(z.string()),
});

export type OpenFile = Readonly<z.infer<typeof openFile>>;
export type EventLogFileState = Readonly<
	Omit<z.infer<typeof state>, "seen" | "open" | "gaps"> & {
		readonly seen: readonly string[];
		readonly open: readonly OpenFile[];
		readonly gaps?: readonly Gap[] | undefined;
	}
>;
export type DiscoveryState = Readonly<
	Omit<z.infer<typeof discovery>, "types"> & {
		readonly types: readonly string[];
	}
>;

export const parseCheckpoint = (text: string) => parseState(state, text);

export const parseDiscovery = (text: string) => parseState(discovery, text);

export function formatCheckpoint(
	value: EventLogFileState | DiscoveryState,
): string {
	return JSON.stringify(value);
}

/** An event type that was never read: what was created from `since` (ms) on. */
export function initialState(since: number): EventLogFileState {
	return {
		v: 1,
		since: new Date(since).toISOString(),
		cursor: null,
		seen: [],
		open: [],
	};
}
