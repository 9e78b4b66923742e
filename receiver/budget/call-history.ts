// Our own API calls of the last 24 hours, in quarters of an hour: a value, so that it
// survives a restart. Pure. Bounded: no more than a day's quarters.

import { z } from "zod";
import { type ParsedState, parseState } from "../sources/parse-state.ts";

const QUARTER_MS = 900_000;
const QUARTERS = 96;

const history = z.object({
	v: z.literal(1),
	/** Pairs of a quarter of an hour since the epoch, and the calls in it; ascending. */
	calls: z.array(z.tuple([z.number().int(), z.number().int().nonnegative()])),
});

export type CallHistory = Readonly<z.infer<typeof history>>;

export const NO_CALLS: CallHistory = { v: 1, calls: [] };

export const parseCallHistory = (text: string): ParsedState<CallHistory> =>
	parseState(history, text);

/** One call more; `now` is ms since the epoch. */
export function withCall({ calls }: CallHistory, now: number): CallHistory {
	const quarter = Math.floor(now / QUARTER_MS);
	const last = calls.at(-1);
	if (last?.[0] === quarter) {
		return { v: 1, calls: [...calls.slice(0, -1), [quarter, last[1] + 1]] };
	}
	return { v: 1, calls: [...recent(calls, quarter), [quarter, 1]] };
}

/** A whole day and up to a quarter of an hour more: rather too many than too few. */
export function callsOfLastDay({ calls }: CallHistory, now: number): number {
	return recent(calls, Math.floor(now / QUARTER_MS)).reduce(
		(sum, [, count]) => sum + count,
		0,
	);
}

/** A clock that was set back must not keep calls of the future for ever. */
function recent(
	calls: CallHistory["calls"],
	quarter: number,
): CallHistory["calls"] {
	return calls.filter(
		([of]) => of >= quarter - QUARTERS && of <= quarter + QUARTERS,
	);
}
