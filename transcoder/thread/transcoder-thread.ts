// The thread that transcodes: begun when a file wants it, and ended when it has had nothing
// to do for a while, so that it costs nothing then. There is never a second one: it is
// done with a record before the main thread, which has more to do for each, asks for the
// next. Invariant: it never keeps the process from ending.

import { extname } from "node:path";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { Clock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";
import type { TranscodingOptions } from "../../receiver/sources/csv/transcode-file.ts";
import type { TranscoderState } from "../transcoder.ts";
import type { OpenFile } from "./messages.ts";

/** The source's name in the sources, the compiled one's where it was compiled. */
const ENTRY = new URL(`main${extname(import.meta.url)}`, import.meta.url);

/** Each has 7 MiB: slots, a sheet and an engine. */
const MAX_FILES = 4;
/** The next file of a backlog comes within seconds. */
const IDLE_MS = 15_000;
/** What failed will fail again: files are read without the thread for so long. */
const REST_MS = 10 * 60_000;
/** Most of what a file takes lies outside of V8's heap, but not a row of 16 MiB on its way through csv-parse. */
const MAX_HEAP_MIB = 256;
/** Three semi-spaces of the first size, as cli/small-heap.ts keeps them everywhere. */
const YOUNG_MIB = 3;

export interface TranscoderThreadOptions {
	readonly clock: Clock;
	readonly logger: Logger;
	/** Default 256. */
	readonly maxHeapMiB?: number;
}

/** A file's place in the thread. */
export interface Seat {
	/** Once; the memory of a state goes to the thread. The port closes when the thread ends. */
	open(options: TranscodingOptions, state?: TranscoderState): MessagePort;
	/** After its port was closed. */
	leave(): void;
}

export interface TranscoderThread {
	/** It has a place, and would begin at once with what takes it. */
	readonly isReady: boolean;
	/** Undefined when all places are taken, or there is no thread and none may begin. */
	take(mayBegin: boolean): Seat | undefined;
	/** Ends it, whatever it does. Idempotent. */
	close(): Promise<void>;
}

interface Running {
	readonly worker: Worker;
	files: number;
	ready: boolean;
	/** Aborted when it has something to do again. */
	idle: AbortController;
}

export function createTranscoderThread({
	clock,
	logger,
	maxHeapMiB = MAX_HEAP_MIB,
}: TranscoderThreadOptions): TranscoderThread {
	let running: Running | undefined;
	let restsUntil = Number.NEGATIVE_INFINITY;
	let closed = false;

	function begin(): Running {
		const worker = new Worker(ENTRY, {
			name: "transcoder",
			resourceLimits: {
				maxOldGenerationSizeMb: maxHeapMiB,
				maxYoungGenerationSizeMb: YOUNG_MIB,
			},
		});
		const thread: Running = {
			worker,
			files: 0,
			ready: false,
			idle: new AbortController(),
		};
		worker.unref();
		worker.once("message", () => {
			thread.ready = true;
		});
		worker.on("error", (error) => {
			restsUntil = clock.now() + REST_MS;
			logger.warn(
				"The thread that transcodes event log files ended; they are read without it for a while",
				{
					error: error instanceof Error ? error.message : String(error),
					rest_in_s: REST_MS / 1000,
				},
			);
		});
		worker.on("exit", () => {
			thread.idle.abort();
			if (running === thread) running = undefined;
		});
		logger.debug("A thread begins to transcode event log files");
		return thread;
	}

	async function end(thread: Running): Promise<void> {
		if (running === thread) running = undefined;
		thread.idle.abort();
		await thread.worker.terminate();
	}

	async function rest(thread: Running): Promise<void> {
		const idle = new AbortController();
		thread.idle = idle;
		await clock.sleep(IDLE_MS, idle.signal).catch(() => {});
		// A file may have come meanwhile.
		if (idle.signal.aborted) return;
		logger.debug(
			"The thread that transcoded event log files has nothing to do",
		);
		await end(thread);
	}

	function seatIn(thread: Running): Seat {
		thread.files++;
		thread.idle.abort();
		return {
			open(options, state) {
				const { port1, port2 } = new MessageChannel();
				const file: OpenFile = { port: port2, options, state };
				thread.worker.postMessage(file, [port2, ...memoryOf(state)]);
				return port1;
			},
			leave() {
				thread.files--;
				if (thread.files === 0 && running === thread) void rest(thread);
			},
		};
	}

	return {
		get isReady() {
			return running?.ready === true && running.files < MAX_FILES;
		},
		take(mayBegin) {
			if (running === undefined) {
				if (!mayBegin || closed || clock.now() < restsUntil) return undefined;
				running = begin();
			}
			return running.files < MAX_FILES ? seatIn(running) : undefined;
		},
		async close() {
			closed = true;
			if (running !== undefined) await end(running);
		},
	};
}

/** What would be copied otherwise: the table of the file's rows. */
function memoryOf(state: TranscoderState | undefined): ArrayBuffer[] {
	return (state?.occurrences ?? [])
		.flatMap(({ current, older }) => [current, ...older])
		.map(({ words }) => words.buffer);
}
