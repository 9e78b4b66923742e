// Counts what is wrong with a file's rows and cells as it comes, and logs each kind
// once a file.

import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { CellProblem } from "../../mapping/row-mapper.ts";
import { createCellProblemLog } from "../cell-problem-log.ts";
import type { RowProblem } from "../csv/row-chunk.ts";
import type { LogFile } from "./log-file.ts";

export interface ProblemLog {
	rows(found: readonly RowProblem[]): void;
	cells(found: readonly CellProblem[]): void;
	close(): void;
}

export function createProblemLog(
	file: LogFile,
	telemetry: Telemetry,
): ProblemLog {
	const where = { file: file.id, event_type: file.eventType };
	const logged = new Set<string>();
	const cells = createCellProblemLog(
		telemetry,
		"Cells of an event log file were left out of their records",
		where,
	);
	return {
		rows(found: readonly RowProblem[]): void {
			for (const { reason, setAside, column, count, example } of found) {
				if (setAside) {
					telemetry.count("otelcol_receiver_failed_log_records", count);
					telemetry.count("salesforce_receiver_rows_set_aside", count, {
						event_type: file.eventType,
						reason,
					});
				}
				if (column !== undefined) {
					telemetry.count("salesforce_receiver_cells_set_aside", count, {
						event_type: file.eventType,
						column,
						reason,
					});
				}
				if (logged.has(reason)) continue;
				logged.add(reason);
				telemetry.logger.warn(
					setAside
						? "Rows of an event log file can't be read and are left out"
						: "Rows of an event log file have bytes that are no text; U+FFFD stands in their place",
					{ ...where, reason, example },
				);
			}
		},
		cells: cells.add,
		close: cells.close,
	};
}
