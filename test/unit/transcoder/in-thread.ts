// Every file in the thread, whatever its size.

import { type Clock, systemClock } from "../../../pipeline/clock.ts";
import type { Logger } from "../../../pipeline/logger.ts";
import type { TranscodeFile } from "../../../receiver/sources/csv/transcode-file.ts";
import { transcodeInThread } from "../../../transcoder/thread/transcode-in-thread.ts";
import {
	createTranscoderThread,
	type TranscoderThread,
	type TranscoderThreadOptions,
} from "../../../transcoder/thread/transcoder-thread.ts";

export interface InThread {
	readonly thread: TranscoderThread;
	/** What was logged. */
	readonly lines: string[];
	readonly transcodeFile: TranscodeFile;
	[Symbol.asyncDispose](): Promise<void>;
}

export function recordingLogger(lines: string[]): Logger {
	const line = (message: string) => {
		lines.push(message);
	};
	const logger: Logger = {
		debug: line,
		info: line,
		warn: line,
		error: line,
		child: () => logger,
	};
	return logger;
}

export function createInThread(
	options: Partial<TranscoderThreadOptions> = {},
): InThread {
	const lines: string[] = [];
	const thread = createTranscoderThread({
		clock: systemClock,
		logger: recordingLogger(lines),
		...options,
	});
	return {
		thread,
		lines,
		transcodeFile(parts, options) {
			const seat = thread.take(true);
			if (seat === undefined) throw new Error("no place in the thread");
			return transcodeInThread(parts, options, seat);
		},
		[Symbol.asyncDispose]: () => thread.close(),
	};
}

/** A clock whose sleeps end when the test says so. */
export function createStillClock(): Clock & { time: number; wake(): void } {
	let sleepers: (() => void)[] = [];
	const clock = {
		time: 0,
		now: () => clock.time,
		sleep: (_ms: number, signal?: AbortSignal) =>
			new Promise<void>((resolve, reject) => {
				sleepers.push(resolve);
				signal?.addEventListener("abort", () => reject(signal.reason));
			}),
		wake() {
			for (const resolve of sleepers) resolve();
			sleepers = [];
		},
	};
	return clock;
}
