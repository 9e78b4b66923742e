// On which thread a file is transcoded. One large file at a time on the main thread, in
// slices; further ones at the same time in threads, so that more cores than one have work.

import type { TranscodeFile } from "../receiver/sources/csv/transcode-file.ts";
import { createTranscoderFactory } from "./create-transcoder.ts";
import {
	createThreadPool,
	type Seat,
	type ThreadPoolOptions,
} from "./thread/thread-pool.ts";
import { transcodeInThread } from "./thread/transcode-in-thread.ts";
import { createTranscodeHere } from "./transcode-here.ts";

const MIB = 1024 * 1024;
/** A smaller file has ended before it is in anybody's way. */
const LARGE = 4 * MIB;
/**
 * A thread costs as much as 15,000 records until V8 has started it and compiled for it what
 * it runs. So it begins when what has come beside other files (one file, or several) is
 * worth that: a twentieth more CPU for these, and the less the more follow.
 */
const WORTH_A_THREAD = 64 * MIB;

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
	/** Bytes that have come beside them, and for which there was no thread. */
	let beside = 0;

	function place(size: number): Seat | undefined {
		if (large === 0) return undefined;
		beside += size;
		const seat = threads.take(beside >= WORTH_A_THREAD);
		if (seat !== undefined) beside = 0;
		return seat;
	}

	return {
		async *transcodeFile(parts, options, size) {
			if (size < LARGE) return yield* transcodeHere(parts, options, size);
			const seat = place(size);
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
