// The seam between a file of CSV and a way of encoding its rows without making records
// of them. What comes out is what the row mapper's records would be, encoded.

import type { HrTime } from "@opentelemetry/api";
import type { EncodedRecords } from "../../../pipeline/encoded-records.ts";
import type { RowMapperOptions } from "../../mapping/compile-row-mapper.ts";
import type { CellProblem, RecordContext } from "../../mapping/row-mapper.ts";
import type { RowProblem } from "./row-chunk.ts";

export interface TranscoderOptions {
	readonly eventType: string;
	readonly context: RecordContext;
	readonly mapping: RowMapperOptions;
	/** Good rows at the beginning that were delivered before. */
	readonly skipRows: number;
	readonly maxBatchRecords: number;
	/** A longer row is set aside. Default 16 MiB. */
	readonly maxRecordBytes?: number;
	/** Throws when the file is not to be read. */
	readonly checkHeader?: (header: readonly string[]) => void;
}

/** Of one file. Everything it does, it does at once. */
export interface Transcoder {
	/** Good rows so far, those delivered before included. */
	readonly rows: number;
	/** Rows that took the way of the row mapper. */
	readonly rowsMapped: number;
	/** Records that wait to be taken. */
	readonly waiting: number;
	/** The next bytes of the file. They are read by `run`, and may change after this. */
	add(bytes: Uint8Array): void;
	/**
	 * Works until the bytes are used up, or a batch is full: then it answers true, and
	 * is to be called again once the batch was taken. Throws a `CsvHeaderError` when the
	 * first line can't be read.
	 */
	run(observed: HrTime): boolean;
	/** No more bytes come; what is left is read by `run`. */
	end(): void;
	/** Lent until `run` or `close` is called. */
	take(): EncodedRecords;
	/** What is new since the last call. */
	takeRowProblems(): readonly RowProblem[];
	takeCellProblems(): readonly CellProblem[];
	/** Its memory is for other transcoders now. Idempotent; nothing else may be called after it. */
	close(): void;
}

export type CreateTranscoder = (options: TranscoderOptions) => Transcoder;
