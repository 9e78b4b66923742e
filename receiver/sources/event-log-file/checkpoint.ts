// What the source remembers between polls and across restarts, as versioned JSON.
// Invariant: what comes out of the store is validated; a value that makes no sense
// is a reported problem, never a crash.

import { z } from "zod";

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
	 * distance of `overlap`.
	 */
	since: isoTime,
	/** The newest file that was finished. */
	cursor: z.object({ createdDate: isoTime, id: z.string() }).nullable(),
	/** Identities of the finished files created at `since` or later. */
	seen: z.array(z.string()),
	/** Files that were begun, or put off. */
	open: z.array(openFile),
});

export type OpenFile = Readonly<z.infer<typeof openFile>>;
export type EventLogFileState = Readonly<
	Omit<z.infer<typeof state>, "seen" | "open"> & {
		readonly seen: readonly string[];
		readonly open: readonly OpenFile[];
	}
>;

export type ParsedCheckpoint =
	| { readonly state: EventLogFileState }
	| { readonly problem: string };

export function parseCheckpoint(text: string): ParsedCheckpoint {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { problem: "not JSON" };
	}
	const parsed = state.safeParse(json);
	if (parsed.success) return { state: parsed.data };
	const [issue] = parsed.error.issues;
	return { problem: `${issue?.path.join(".")}: ${issue?.message}` };
}

export function formatCheckpoint(value: EventLogFileState): string {
	return JSON.stringify(value);
}

/** A stream that has never run: it begins `lookbackMs` before `now`. */
export function initialState(
	now: number,
	lookbackMs: number,
): EventLogFileState {
	return {
		v: 1,
		since: new Date(now - lookbackMs).toISOString(),
		cursor: null,
		seen: [],
		open: [],
	};
}
