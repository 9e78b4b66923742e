// The seam between the rows that a source chooses from and what they consist of: as
// cells of text, or as bytes. Rows are numbered from 0 in the order in which they came.

import type { HrTime } from "@opentelemetry/api";
import type { BatchContent } from "../../../pipeline/log-batch.ts";
import type { RowPage } from "../../api/client.ts";
import type { CellProblem } from "../../mapping/row-mapper.ts";

export interface RowsBatch {
	readonly content: BatchContent;
	/** Where the rows begin that are not in it. */
	readonly next: number;
}

export interface RowContents {
	/** How many are held. */
	readonly rows: number;
	/** Of their cells, more or less. */
	readonly bytes: number;
	/** Answers false when the page had to take a slow way in place of a fast one. */
	add(page: RowPage): boolean;
	cell(row: number, column: number): string;
	isEmpty(row: number, column: number): boolean;
	/** Milliseconds since the epoch; undefined when the cell tells no time. */
	time(row: number, column: number): number | undefined;
	/** As many of the rows as a batch takes, from the one at `from` on; at least one, where there is one. */
	content(rows: readonly number[], from: number, observed: HrTime): RowsBatch;
	/** Notes a row that was delivered before: it counts among rows that look equal. */
	skip(row: number): void;
	/** What was left out since the last call. */
	takeProblems(): readonly CellProblem[];
	/** Holds no row any more. */
	forget(): void;
	/** A new pass, such as a window: rows that look equal are counted anew. */
	begin(): void;
	/** Gives back the memory that it has made for rows, and holds none any more. */
	release(): void;
}
