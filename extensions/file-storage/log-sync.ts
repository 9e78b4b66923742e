// Brings SQLite's write-ahead log to the disk beside the event loop. SQLite itself would
// do so within COMMIT (synchronous = FULL), and stop the whole process for as long as a
// busy disk takes: tens of milliseconds, and health checks, other orgs and other backends
// with it. So it is told not to wait (NORMAL: it only syncs before it moves the log into
// the file, which keeps the file whole), and a commit counts when this says so.
//
// Invariant: what was written before `synced` was called is on the disk when it resolves.
// Whoever calls while a sync is under way shares the next one.

import {
	closeSync,
	fdatasync,
	fdatasyncSync,
	fsyncSync,
	openSync,
} from "node:fs";
import { promisify } from "node:util";

export interface LogSync {
	/** Rejects when the disk can't do it: then it is not known what is on it. */
	synced(): Promise<void>;
	/** The same at once. */
	syncNow(): void;
	/** After SQLite has closed the file, which brings everything to the disk. */
	close(): void;
}

const datasync = promisify(fdatasync);

export function createLogSync(file: string, directory: string): LogSync {
	let descriptor: number | undefined;
	let closed = false;
	let last: Promise<void> = Promise.resolve();
	let next: Promise<void> | undefined;

	/** Open for as long as the database is: SQLite neither locks the log nor replaces it. */
	function log(): number {
		if (descriptor === undefined) {
			descriptor = openSync(`${file}-wal`, "r+");
			syncDirectory(directory);
		}
		return descriptor;
	}

	return {
		synced() {
			next ??= last.then(() => {
				next = undefined;
				if (closed) return;
				const sync = datasync(log());
				last = sync.catch(() => {});
				return sync;
			});
			return next;
		},
		syncNow() {
			fdatasyncSync(log());
		},
		close() {
			closed = true;
			void last.then(() => {
				if (descriptor !== undefined) closeSync(descriptor);
				descriptor = undefined;
			});
		},
	};
}

/**
 * A log that was just made is in the directory after a power failure, too: where the file
 * system can do that. SQLite does not insist either.
 */
function syncDirectory(directory: string): void {
	try {
		const descriptor = openSync(directory, "r");
		try {
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
	} catch {
		// Windows opens no directories; some network file systems sync none.
	}
}
