// A transcoder's work on a file, part by part. The same on every thread.

import { CHUNK_BYTES } from "../receiver/sources/csv/row-chunk.ts";
import type {
	FilePart,
	TranscodedBatch,
	TranscodedPart,
} from "../receiver/sources/csv/transcode-file.ts";
import type { Transcoder } from "./transcoder.ts";

/** Gives the batches that are full; each is lent until the next is asked for. */
export type ReadPart = (
	part: FilePart,
) => Generator<TranscodedBatch, TranscodedPart, void>;

export function createPartReader(
	transcoder: Transcoder,
	maxBatchBytes: number,
): ReadPart {
	let batchBytes = 0;

	function take(): TranscodedBatch {
		batchBytes = 0;
		const encoded = transcoder.take();
		return { kind: "batch", encoded, rows: transcoder.rows };
	}

	return function* ({ bytes, observed, last }) {
		// More at once would have more memory of it in the transcoder.
		for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
			const piece = bytes.subarray(at, at + CHUNK_BYTES);
			batchBytes += piece.length;
			transcoder.add(piece);
			while (transcoder.run(observed)) yield take();
			if (batchBytes >= maxBatchBytes && transcoder.waiting > 0) yield take();
		}
		if (last) {
			transcoder.end();
			while (transcoder.run(observed)) yield take();
		}
		return {
			kind: "part",
			bytes: bytes.length,
			rows: transcoder.rows,
			rowsMapped: transcoder.rowsMapped,
			rowProblems: transcoder.takeRowProblems(),
			cellProblems: transcoder.takeCellProblems(),
		};
	};
}
