// On which thread a file is transcoded. A large file that is alone stays on the main
// thread, in slices; as soon as there are two, both go to another one, so that a second
// core has work, and what only the main thread can do does not wait.

import type { TranscodeFile } from "../receiver/sources/csv/transcode-file.ts";
import { createTranscoderFactory } from "./create-transcoder.ts";
import { transcodeInThread } from "./thread/transcode-in-thread.ts";
import {
	createTranscoderThread,
	type Seat,
	type TranscoderThreadOptions,
} from "./thread/transcoder-thread.ts";
import { type Elsewhere, transcodeHere } from "./transcode-here.ts";

const MIB = 1024 * 1024;
/** A smaller file, or rest of one, has ended before it is in anybody's way. */
const LARGE = 4 * MIB;
/**
 * A thread costs as much as 15,000 records until V8 has started it and compiled for it what
 * it runs. So it begins when what has come beside other files (one file, or several) is
 * worth that: a twentieth more CPU for these, and the less the more follow.
 */
const WORTH_A_THREAD = 64 * MIB;

export interface FileTranscodingOptions extends TranscoderThreadOptions {
	/** There is a core for it. */
	readonly mayBeginThread: boolean;
}

export interface FileTranscoding {
	readonly transcodeFile: TranscodeFile;
	/** Ends the thread; no file may be in work. Idempotent. */
	close(): Promise<void>;
}

export function createFileTranscoding(
	options: FileTranscodingOptions,
): FileTranscoding {
	const thread = createTranscoderThread(options);
	const createTranscoder = createTranscoderFactory();
	/** Large files in work. */
	let large = 0;
	/** Bytes that have come beside them, and for which there was no thread. */
	let beside = 0;

	function place(size: number): Seat | undefined {
		if (large > 0) beside += size;
		const isWorthIt = large > 0 && beside >= WORTH_A_THREAD;
		const seat = thread.take(isWorthIt && options.mayBeginThread);
		if (seat !== undefined) beside = 0;
		return seat;
	}

	return {
		async *transcodeFile(parts, options, size) {
			if (size < LARGE)
				return yield* transcodeHere(createTranscoder, parts, options);
			const seat = place(size);
			const inThread: Elsewhere = {
				isBetter: (bytesRead) => thread.isReady && size - bytesRead >= LARGE,
				take() {
					const seat = thread.take(false);
					return (
						seat &&
						((rest, state) => transcodeInThread(rest, options, seat, state))
					);
				},
			};
			large++;
			try {
				yield* seat === undefined
					? transcodeHere(createTranscoder, parts, options, inThread)
					: transcodeInThread(parts, options, seat);
			} finally {
				large--;
			}
		},
		close: thread.close,
	};
}
