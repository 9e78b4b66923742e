// Counts cells that were left out of their records, and tells them in one line at
// the end of a file or a pass.

import type { LogFields } from "../../pipeline/logger.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import type { CellProblem } from "../mapping/row-mapper.ts";

export interface CellProblemLog {
	add(found: readonly CellProblem[]): void;
	close(): void;
}

/** `where` names what is read; its `event_type` is counted by. */
export function createCellProblemLog(
	telemetry: Telemetry,
	message: string,
	where: LogFields & { readonly event_type: string },
): CellProblemLog {
	const counts = new Map<string, number>();
	return {
		add(found) {
			for (const { column, reason, count } of found) {
				telemetry.count("salesforce_receiver_cells_set_aside", count, {
					event_type: where.event_type,
					column,
					reason,
				});
				const key = `${column} ${reason}`;
				counts.set(key, (counts.get(key) ?? 0) + count);
			}
		},
		close() {
			if (counts.size === 0) return;
			telemetry.logger.warn(message, {
				...where,
				cells: Object.fromEntries(counts),
			});
			counts.clear();
		},
	};
}
