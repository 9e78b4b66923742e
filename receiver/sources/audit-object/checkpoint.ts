// What the source remembers between polls and across restarts, as versioned JSON.

import { z } from "zod";
import { gapsSchema } from "../gaps/gap.ts";
import { deliveredSchema } from "../object/delivered.ts";
import { parseState } from "../parse-state.ts";

const state = z.object({
	v: z.literal(1),
	/** A query begins here: `overlap` before the cursor, or nearer where no row can become visible any more, or where `initial_lookback` reached. */
	since: z.number(),
	/** The newest row that was delivered. */
	cursor: z.number(),
	/** Rows of `since` and later that were delivered. */
	delivered: deliveredSchema,
	/** Until when everything was read, whether there were rows or not. Moves by whole hours. */
	readUntil: z.number().optional(),
	/** What may be missing. */
	gaps: gapsSchema,
});

/** All times are milliseconds since the epoch. */
export type AuditObjectState = Readonly<z.infer<typeof state>>;

export const parseCheckpoint = (text: string) => parseState(state, text);
