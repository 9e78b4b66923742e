// Every file in a thread, whatever its size.

import { type Clock, systemClock } from "../../../pipeline/clock.ts";
import type { Logger } from "../../../pipeline/logger.ts";
import type { TranscodeFile } from "../../../receiver/sources/csv/transcode-file.ts";
import {
	createThreadPool,
	type ThreadPool,
	type ThreadPoolOptions,
} from "../../../transcoder/thread/thread-pool.ts";
import { transcodeInThread } from "../../../transcoder/thread/transcode-in-thread.ts";

export interface InThreads {
	readonly pool: ThreadPool;
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

export function createInThreads(
	options: Partial<ThreadPoolOptions> = {},
): InThreads {
	const lines: string[] = [];
	const pool = createThreadPool({
		maxThreads: 1,
		clock: systemClock,
		logger: recordingLogger(lines),
		...options,
	});
	return {
		pool,
		lines,
		transcodeFile(parts, options) {
			const seat = pool.take(true);
			if (seat === undefined) throw new Error("no place in a thread");
			return transcodeInThread(parts, options, seat);
		},
		[Symbol.asyncDispose]: () => pool.close(),
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
