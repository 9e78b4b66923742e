// What the source remembers between polls and across restarts, as versioned JSON.

import { z } from "zod";
import { gapsSchema } from "../gaps/gap.ts";
import { deliveredSchema } from "../object/delivered.ts";
import { parseState } from "../parse-state.ts";

const ms = z.number();

const state = z.object({
	v: z.literal(1),
	/** Nothing before is ever asked for: where `initial_lookback` reached at the first start. */
	from: ms,
	/** Every event until then was delivered, but for those that appear late. */
	watermark: ms,
	/** How long the next window is; it follows what the org could answer. */
	window: ms.positive(),
	/** Until then nothing can appear any more, and nothing is asked for again. */
	settled: ms.optional(),
	/** Events behind `settled`, and within `overlap` of the watermark or behind it, that were delivered. */
	delivered: deliveredSchema,
	/** What may be missing. */
	gaps: gapsSchema,
});

/** All times are milliseconds since the epoch. */
export type EventObjectState = Readonly<z.infer<typeof state>>;

export const parseCheckpoint = (text: string) => parseState(state, text);
