// On which thread a file is transcoded. One large file at a time on the main thread, in
// slices; further ones at the same time in threads, so that more cores than one have work.

import type { TranscodeFile } from "../receiver/sources/csv/transcode-file.ts";
import { createTranscoderFactory } from "./create-transcoder.ts";
import {
	createThreadPool,
	type ThreadPoolOptions,
} from "./thread/thread-pool.ts";
import { transcodeInThread } from "./thread/transcode-in-thread.ts";
import { createTranscodeHere } from "./transcode-here.ts";

/** Bytes of CSV from which on a file is worth what going to a thread costs. */
const LARGE = 4 * 1024 * 1024;
/** And from which on it is worth a new thread. */
const VERY_LARGE = 32 * 1024 * 1024;

export interface FileTranscoding {
	readonly transcodeFile: TranscodeFile;
	/** Ends the threads; no file may be in work. Idempotent. */
	close(): Promise<void>;
}

export function createFileTranscoding(
	options: ThreadPoolOptions,
): FileTranscoding {
	const threads = createThreadPool(options);
	const transcodeHere = createTranscodeHere(createTranscoderFactory());
	/** Large files in work on this thread. */
	let large = 0;
	return {
		async *transcodeFile(parts, options, size) {
			if (size < LARGE) return yield* transcodeHere(parts, options, size);
			const seat = large > 0 ? threads.take(size >= VERY_LARGE) : undefined;
			if (seat !== undefined)
				return yield* transcodeInThread(parts, options, seat);
			large++;
			try {
				yield* transcodeHere(parts, options, size);
			} finally {
				large--;
			}
		},
		close: threads.close,
	};
}
