// The seam between rows of an object and a way of encoding them without making objects
// of them. What comes out is what the row mapper's records would be, encoded.

import type { HrTime } from "@opentelemetry/api";
import type { EncodedRecords } from "../../../pipeline/encoded-records.ts";
import type { RowMapperOptions } from "../../mapping/compile-row-mapper.ts";
import type { CellProblem, RecordContext } from "../../mapping/row-mapper.ts";

export interface RowTranscoderOptions {
	/** The fields that were asked for, in that order; relationship fields dotted. */
	readonly names: readonly string[];
	readonly eventType: string;
	readonly context: RecordContext;
	readonly mapping: RowMapperOptions;
	readonly maxBatchRecords: number;
}

/** Holds rows, numbered from 0, until `clear`. */
export interface RowTranscoder {
	/** How many. */
	readonly rows: number;
	/** Of their cells, more or less. */
	readonly bytes: number;
	/**
	 * Adds the rows of a JSON list, given without its brackets. Answers false, and has
	 * added nothing, when it is not sure of what it reads.
	 */
	addList(list: Uint8Array): boolean;
	/** Adds a row by its cells, in the order of `names`. */
	addCells(cells: readonly string[]): void;
	cell(row: number, column: number): string;
	isEmpty(row: number, column: number): boolean;
	/** Milliseconds since the epoch; undefined when the cell tells no time. */
	time(row: number, column: number): number | undefined;
	/** The records that wait are to be taken before another row is transcoded. */
	readonly isFull: boolean;
	/** Adds the row's record to those that wait to be taken. */
	transcode(row: number, observed: HrTime): void;
	/** Notes a row that was delivered before: it counts among rows that look equal. */
	skip(row: number): void;
	/** The records that wait. Lent until `transcode` is called again. */
	take(): EncodedRecords;
	/** What is new since the last call. */
	takeProblems(): readonly CellProblem[];
	/** Forgets the rows. */
	clear(): void;
	/** A new pass, such as a window: rows that look equal are counted anew. */
	begin(): void;
	/** Nothing of it, nor of what it has lent, is used any more. Idempotent. */
	close(): void;
}

export type CreateRowTranscoder = (
	options: RowTranscoderOptions,
) => RowTranscoder;
