// What event objects have in common: when a row of theirs can be seen.

import type { Random } from "../generate/random.ts";
import type { ResolvedOptions } from "../options.ts";

/** Big objects show this Id for every row. */
export const DUMMY_ID = "000000000000000AAA";

/** CreatedDate (ms, whole seconds) of the row of an event; it can be seen from then on. */
export function createdAfter(
	at: number,
	{ delay, late_share, late_delay }: ResolvedOptions["object_rows"],
	random: Random,
): number {
	const later = random.chance(late_share) ? late_delay : 0;
	return Math.ceil((at + delay + later) / 1000) * 1000;
}
