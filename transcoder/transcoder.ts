// A transcoder by itself: of one file, on one thread. Everything it does, it does at once.

import type { HrTime } from "@opentelemetry/api";
import type { EncodedRecords } from "../pipeline/encoded-records.ts";
import type { OccurrencePart } from "../receiver/mapping/occurrence-table.ts";
import type { CellProblem } from "../receiver/mapping/row-mapper.ts";
import type { RowProblem } from "../receiver/sources/csv/row-chunk.ts";
import type { TranscodingOptions } from "../receiver/sources/csv/transcode-file.ts";
import type { RowPosition } from "./row-reader.ts";

/** The middle of a file, from which a transcoder of the same options goes on. Plain data. */
export interface TranscoderState {
	/** Undefined as long as it is not whole. */
	readonly header: readonly string[] | undefined;
	/** Of which nothing was made yet. */
	readonly bytes: Uint8Array;
	readonly position: RowPosition;
	readonly occurrences: readonly OccurrencePart[];
}

export type TranscoderOptions = Omit<TranscodingOptions, "maxBatchBytes">;

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
	/** To be asked when everything was taken; nothing but `close` may be called after it. */
	state(): TranscoderState;
	/** Its memory is for other transcoders now. Idempotent; nothing else may be called after it. */
	close(): void;
}

export type CreateTranscoder = (
	options: TranscoderOptions,
	state?: TranscoderState,
) => Transcoder;
