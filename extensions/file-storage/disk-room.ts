// Keeps commits waiting while there is no room for them, instead of failing the
// stream: the disk is full, or the database is as large as it may get.
//
// Invariants: commits go through in the order in which they came; deletions never
// wait here, because they make the room; enough stays free that the write-ahead
// log can always be moved into the file, so a disk that we have filled alone can
// always be emptied again.

import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";
import type { StateDatabase } from "./state-database.ts";
import { StorageError } from "./storage-error.ts";

/** How often it is looked for room that somebody else has made. */
const RETRY_MS = 1_000;

/** For what is not counted: the log's index, the transaction that forgets. */
const SPARE_BYTES = 128 * 1024;

export interface DiskRoom {
	/** Runs `write`, which adds about `bytes`, as soon as there is room. */
	whenRoom<T>(bytes: number, write: () => T, signal: AbortSignal): Promise<T>;
	/** Something was deleted: there may be room now. */
	deleted(): void;
	/** Whoever waits looks again. */
	wake(): void;
	/** Whoever still finds no room is refused instead of waiting. */
	stopWaiting(): void;
}

export interface DiskRoomOptions {
	readonly database: StateDatabase;
	/** The most that database and log may take together; absent for no limit. */
	readonly maxSize?: number | undefined;
	/** What is free on the disk, undefined when that can't be said. */
	readonly freeBytes: () => number | undefined;
	/** Whether requests are queued: only then can waiting bring room. */
	readonly isQueued: () => boolean;
	readonly logger: Logger;
	readonly clock?: Clock;
}

type Shortage = "disk_full" | "max_size";

interface Lack {
	readonly shortage: Shortage;
	readonly bytes: number;
}

export function createDiskRoom(options: DiskRoomOptions): DiskRoom {
	const { database, maxSize, freeBytes, isQueued, logger } = options;
	const clock = options.clock ?? systemClock;
	let waiting: { shortage: Shortage; since: number } | undefined;
	let wake = () => {};
	let patient = true;
	let last: Promise<unknown> = Promise.resolve();

	/** A commit goes into the log first, and later into the file: it takes its size twice for a while. */
	function lackOf(bytes: number): Lack | undefined {
		const { file, used, log } = database.size();
		const grown = Math.max(file, used + bytes);
		// What is larger than the limit by itself goes through when all else is gone.
		const limited = isQueued() || 2 * bytes + SPARE_BYTES <= (maxSize ?? 0);
		if (maxSize !== undefined && limited && grown + log + bytes > maxSize) {
			return { shortage: "max_size", bytes: grown + log + bytes - maxSize };
		}
		const free = freeBytes();
		const wanted = grown - file + bytes + log + SPARE_BYTES;
		return free !== undefined && free < wanted
			? { shortage: "disk_full", bytes: wanted - free }
			: undefined;
	}

	function tryToWrite<T>(
		bytes: number,
		write: () => T,
	): { readonly result: T } | Shortage {
		let lack = lackOf(bytes);
		if (lack !== undefined && giveBack(lack.bytes)) lack = lackOf(bytes);
		if (lack !== undefined) return lack.shortage;
		try {
			return { result: write() };
		} catch (error) {
			if (!(error instanceof StorageError) || error.code !== "disk_full") {
				throw error;
			}
			// What was written of it fills the log, and with it the disk.
			giveBack(0);
			return "disk_full";
		}
	}

	/** Returns that much from the log and from unused pages, if they hold it. */
	function giveBack(bytes: number): boolean {
		const { log, unusedPages, pageSize } = database.size();
		if (log + unusedPages * pageSize < bytes) return false;
		try {
			database.emptyLog();
			const pages = Math.ceil((bytes - log) / pageSize);
			if (pages > 0) {
				database.vacuum(pages);
				database.emptyLog();
			}
			return true;
		} catch (error) {
			// On a full disk even that can fail; what is deleted next makes room.
			logger.debug(`no space was given back: ${(error as Error).message}`);
			return false;
		}
	}

	/** A deletion grows the log, too: it is emptied while the disk still has the room to do so. */
	function keepLogMovable(): void {
		const free = freeBytes();
		if (free === undefined || free >= database.logSize() + SPARE_BYTES / 2) {
			return;
		}
		giveBack(0);
	}

	async function attempt<T>(
		bytes: number,
		write: () => T,
		signal: AbortSignal,
	): Promise<T> {
		for (;;) {
			signal.throwIfAborted();
			const outcome = tryToWrite(bytes, write);
			if (typeof outcome === "object") {
				worked();
				return outcome.result;
			}
			failed(outcome);
			if (!patient) {
				throw new StorageError(
					"disk_full",
					`there is no room for the state file ${database.file}, and nobody waits for it any more`,
				);
			}
			await pause(signal);
		}
	}

	async function pause(signal: AbortSignal): Promise<void> {
		const woken = new AbortController();
		wake = () => woken.abort();
		try {
			await clock.sleep(RETRY_MS, AbortSignal.any([signal, woken.signal]));
		} catch (error) {
			signal.throwIfAborted();
			if (!woken.signal.aborted) throw error;
		}
	}

	function failed(shortage: Shortage): void {
		if (waiting?.shortage === shortage) return;
		waiting = { shortage, since: waiting?.since ?? clock.now() };
		logger.warn(
			shortage === "max_size"
				? `the state file ${database.file} has reached file_storage: max_size (${maxSize} bytes): receivers wait until backends have taken what is queued. Where dead letters take the room, retry or drop them`
				: `there is no room on the disk for the state file ${database.file}: receivers wait, and go on by themselves when there is. Nothing is lost; make room, or mend the backend that is down`,
		);
	}

	function worked(): void {
		if (waiting === undefined) return;
		logger.info("there is room for the state file again: receivers go on", {
			waited_ms: clock.now() - waiting.since,
		});
		waiting = undefined;
	}

	return {
		whenRoom(bytes, write, signal) {
			const mine = last.then(() => attempt(bytes, write, signal));
			last = mine.catch(() => {});
			return mine;
		},
		deleted() {
			keepLogMovable();
			wake();
		},
		wake: () => wake(),
		stopWaiting() {
			patient = false;
			wake();
		},
	};
}
