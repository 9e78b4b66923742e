// The seam between rows and records. A header is compiled once into a mapper;
// the mapper turns each row's cells into a record.

import type { HrTime } from "@opentelemetry/api";
import type { LogRecord, LogResource } from "../../pipeline/log-record.ts";

/** What all records of one file or one object query share. */
export interface RecordContext {
	/** Shared by identity; see pipeline/log-record.ts. */
	readonly resource: LogResource;
	readonly scope: LogRecord["instrumentationScope"];
	/** 18 characters. Part of `log.record.uid`. */
	readonly organizationId: string;
	readonly source: "event_log_file" | "object" | "stream";
	/** Adds `log.record.original`, the raw row as JSON. */
	readonly includeOriginal: boolean;
}

/** A cell that could not become its attribute, counted by column and reason. The row's record goes out without it. */
export interface CellProblem {
	readonly column: string;
	readonly reason: "not_a_number" | "not_a_date" | "not_a_boolean";
	readonly count: number;
}

export interface RowMapper {
	/** One row to one record. `cells` are in the order of the compiled header; missing trailing cells count as empty. */
	map(cells: readonly string[], observed: HrTime): LogRecord;
	/**
	 * Notes a row that was delivered before a restart. It makes no record, but the
	 * occurrence numbers of equal rows after it stay right.
	 */
	skip(cells: readonly string[]): void;
	/** What was left out since the last call. */
	takeProblems(): readonly CellProblem[];
}
