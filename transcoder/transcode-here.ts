// Files are transcoded on the thread that reads them, in slices: a part of a file at a
// time; and between two parts they may go on elsewhere.

import type {
	FilePart,
	Transcoded,
	TranscodingOptions,
} from "../receiver/sources/csv/transcode-file.ts";
import { createPartReader } from "./read-part.ts";
import type { CreateTranscoder, TranscoderState } from "./transcoder.ts";

/** Where the rest of a file may go on. */
export interface Elsewhere {
	/** Asked after each part. */
	isBetter(bytesRead: number): boolean;
	/** Undefined when it is not possible any more. */
	take(): GoOn | undefined;
}

export type GoOn = (
	rest: AsyncIterable<FilePart>,
	state: TranscoderState,
) => AsyncGenerator<Transcoded, void, void>;

export async function* transcodeHere(
	createTranscoder: CreateTranscoder,
	parts: AsyncIterable<FilePart>,
	options: TranscodingOptions,
	elsewhere?: Elsewhere,
): AsyncGenerator<Transcoded, void, void> {
	const transcoder = createTranscoder(options);
	const read = createPartReader(transcoder, options.maxBatchBytes);
	const take = () => ({ encoded: transcoder.take(), rows: transcoder.rows });
	const rest = parts[Symbol.asyncIterator]();
	let goOn: GoOn | undefined;
	let bytes = 0;
	try {
		while (goOn === undefined) {
			const part = await rest.next();
			if (part.done) {
				yield { kind: "rest", ...take() };
				return;
			}
			yield yield* read(part.value);
			bytes += part.value.bytes.length;
			if (part.value.last || !elsewhere?.isBetter(bytes)) continue;
			if (transcoder.waiting > 0) yield { kind: "batch", ...take() };
			goOn = elsewhere.take();
		}
		const state = transcoder.state();
		transcoder.close();
		yield* goOn({ [Symbol.asyncIterator]: () => rest }, state);
	} finally {
		transcoder.close();
		// Otherwise it is closed by whom it was given to.
		if (goOn === undefined) await rest.return?.();
	}
}
