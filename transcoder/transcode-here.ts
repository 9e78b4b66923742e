// Files are transcoded on the thread that reads them, in slices: a part of a file at a
// time.

import type { TranscodeFile } from "../receiver/sources/csv/transcode-file.ts";
import { createPartReader } from "./read-part.ts";
import type { CreateTranscoder } from "./transcoder.ts";

export function createTranscodeHere(
	createTranscoder: CreateTranscoder,
): TranscodeFile {
	return async function* (parts, options) {
		const transcoder = createTranscoder(options);
		const read = createPartReader(transcoder, options.maxBatchBytes);
		try {
			for await (const part of parts) yield yield* read(part);
			const encoded = transcoder.take();
			yield { kind: "rest", encoded, rows: transcoder.rows };
		} finally {
			transcoder.close();
		}
	};
}
