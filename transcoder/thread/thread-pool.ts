// The threads that transcode: started when a file wants one, and ended when none has had
// anything to do for a while, so that they cost nothing then. Invariant: a thread never
// keeps the process from ending.

import { extname } from "node:path";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { Clock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";
import type { TranscodingOptions } from "../../receiver/sources/csv/transcode-file.ts";
import { type OpenFile, SLOT_BYTES, SLOTS } from "./messages.ts";

/** The source's name in the sources, the compiled one's where it was compiled. */
const ENTRY = new URL(`main${extname(import.meta.url)}`, import.meta.url);

/** While one file's batch is with its consumer, the thread works on the other. */
const FILES_A_THREAD = 2;
/** The next file of a backlog comes within seconds. */
const IDLE_MS = 15_000;
/** A thread that failed will fail again: files are read without one for so long. */
const REST_MS = 10 * 60_000;
/** Most of what a file takes lies outside of V8's heap, but not a row of 16 MiB on its way through csv-parse. */
const MAX_HEAP_MIB = 256;
/** Three semi-spaces of the first size, as cli/small-heap.ts keeps them everywhere. */
const YOUNG_MIB = 3;

export interface ThreadPoolOptions {
	readonly maxThreads: number;
	readonly clock: Clock;
	readonly logger: Logger;
	/** Of a thread; default 256. */
	readonly maxHeapMiB?: number;
}

/** A file's place in a thread. */
export interface Seat {
	/** Slots for its parts. */
	readonly input: SharedArrayBuffer;
	/** Once. The port closes when the thread ends. */
	open(options: TranscodingOptions): MessagePort;
	/** After its port was closed. */
	leave(): void;
}

export interface ThreadPool {
	/** Undefined when all places are taken; `mayBegin` tells whether a new thread is worth it. */
	take(mayBegin: boolean): Seat | undefined;
	/** Ends the threads, whatever they do. Idempotent. */
	close(): Promise<void>;
}

interface Thread {
	readonly worker: Worker;
	/** Of seats that are free. */
	readonly inputs: SharedArrayBuffer[];
	files: number;
	/** Aborted when it has something to do again. */
	idle: AbortController;
}

export function createThreadPool({
	maxThreads,
	clock,
	logger,
	maxHeapMiB = MAX_HEAP_MIB,
}: ThreadPoolOptions): ThreadPool {
	const threads = new Set<Thread>();
	let restsUntil = Number.NEGATIVE_INFINITY;
	let closed = false;

	function start(): Thread {
		const worker = new Worker(ENTRY, {
			name: "transcoder",
			resourceLimits: {
				maxOldGenerationSizeMb: maxHeapMiB,
				maxYoungGenerationSizeMb: YOUNG_MIB,
			},
		});
		const thread: Thread = {
			worker,
			inputs: [],
			files: 0,
			idle: new AbortController(),
		};
		worker.unref();
		worker.on("error", (error) => {
			restsUntil = clock.now() + REST_MS;
			logger.warn(
				"A thread that transcodes event log files ended; files are read without threads for a while",
				{
					error: error instanceof Error ? error.message : String(error),
					rest_in_s: REST_MS / 1000,
				},
			);
		});
		worker.on("exit", () => {
			threads.delete(thread);
			thread.idle.abort();
		});
		threads.add(thread);
		logger.debug("A thread begins to transcode event log files", {
			threads: threads.size,
		});
		return thread;
	}

	async function end(thread: Thread): Promise<void> {
		threads.delete(thread);
		thread.idle.abort();
		await thread.worker.terminate();
	}

	async function rest(thread: Thread): Promise<void> {
		const idle = new AbortController();
		thread.idle = idle;
		await clock.sleep(IDLE_MS, idle.signal).catch(() => {});
		// A file may have come meanwhile.
		if (idle.signal.aborted) return;
		logger.debug("A thread that transcoded event log files has nothing to do");
		await end(thread);
	}

	/** A new one before a second file in one that works. */
	function choose(mayBegin: boolean): Thread | undefined {
		const [quietest] = [...threads].sort((a, b) => a.files - b.files);
		const canBegin =
			mayBegin && threads.size < maxThreads && clock.now() >= restsUntil;
		if (quietest === undefined || (quietest.files > 0 && canBegin))
			return canBegin ? start() : undefined;
		return quietest.files < FILES_A_THREAD ? quietest : undefined;
	}

	return {
		take(mayBegin) {
			const thread = closed ? undefined : choose(mayBegin);
			if (thread === undefined) return undefined;
			const { worker, inputs } = thread;
			thread.files++;
			thread.idle.abort();
			const input = inputs.pop() ?? new SharedArrayBuffer(SLOTS * SLOT_BYTES);
			return {
				input,
				open(options) {
					const { port1, port2 } = new MessageChannel();
					const file: OpenFile = { port: port2, input, options };
					worker.postMessage(file, [port2]);
					return port1;
				},
				leave() {
					inputs.push(input);
					thread.files--;
					if (thread.files === 0 && threads.has(thread)) void rest(thread);
				},
			};
		},
		async close() {
			closed = true;
			await Promise.all([...threads].map(end));
		},
	};
}
