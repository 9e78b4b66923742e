// The seam between a file of CSV and a way of encoding its rows without making records
// of them. What comes out is what the row mapper's records would be, encoded.

import type { HrTime } from "@opentelemetry/api";
import type { EncodedRecords } from "../../../pipeline/encoded-records.ts";
import type { RowMapperOptions } from "../../mapping/compile-row-mapper.ts";
import type { CellProblem, RecordContext } from "../../mapping/row-mapper.ts";
import type { RowProblem } from "./row-chunk.ts";

/** Plain data, all of it: it may go to another thread. */
export interface TranscodingOptions {
	readonly eventType: string;
	readonly context: RecordContext;
	readonly mapping: RowMapperOptions;
	/** Good rows at the beginning that were delivered before. */
	readonly skipRows: number;
	readonly maxBatchRecords: number;
	/** Rows of that many bytes are a batch, however few they are. */
	readonly maxBatchBytes: number;
	/** A longer row is set aside. Default 16 MiB. */
	readonly maxRecordBytes?: number;
	/** Whether a file is refused whose header is not an event log file's. */
	readonly mustBeLogFile?: boolean;
}

/** Some bytes of a file. They are not looked at any more when the next part is asked for. */
export interface FilePart {
	readonly bytes: Uint8Array;
	/** When its records were observed. */
	readonly observed: HrTime;
	/** The file is whole: what is behind the last line end is a row as well. */
	readonly last: boolean;
}

export type Transcoded =
	/** Records that are lent until the next is asked for. */
	| TranscodedBatch
	/** Parts were read; all that is in them was counted. */
	| TranscodedPart
	/** The parts have ended; these are the records that were not in a batch yet. */
	| (Omit<TranscodedBatch, "kind"> & { readonly kind: "rest" });

export interface TranscodedBatch {
	readonly kind: "batch";
	readonly encoded: EncodedRecords;
	/** Good rows so far, those delivered before included. */
	readonly rows: number;
}

export interface TranscodedPart {
	readonly kind: "part";
	/** Of the part. */
	readonly bytes: number;
	/** Good rows so far, those delivered before included. */
	readonly rows: number;
	/** Rows so far that took the way of the row mapper. */
	readonly rowsMapped: number;
	/** What is new since the last part. */
	readonly rowProblems: readonly RowProblem[];
	readonly cellProblems: readonly CellProblem[];
}

/**
 * Transcodes a file whose size is about `size` bytes, 0 when it is not known. Rejects
 * with the error of `parts` once everything before it was read, or with a
 * `CsvHeaderError` when the first line can't be read.
 */
export type TranscodeFile = (
	parts: AsyncIterable<FilePart>,
	options: TranscodingOptions,
	size: number,
) => AsyncGenerator<Transcoded, void, void>;
