// One process a state directory. The lock is one that SQLite holds on a file of
// its own, so the kernel drops it with the process, kill -9 included, and nothing
// stale is left behind. Not the lock of state.db itself, so that a command can
// look into that file while the service runs.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivate, preparePrivateFile } from "./state-directory.ts";
import { asStorageError, isBusy, StorageError } from "./storage-error.ts";

export interface DirectoryLock {
	release(): void;
}

/** Throws a `StorageError` with code `in_use` that names the directory and the holder's pid. */
export function lockDirectory(directory: string): DirectoryLock {
	const lockFile = join(directory, "lock");
	const pidFile = pidFileOf(directory);
	preparePrivateFile(lockFile, directory);

	let db: DatabaseSync | undefined;
	try {
		db = new DatabaseSync(lockFile, { timeout: 0 });
		// The file stays empty: the transaction is held open, never committed.
		db.exec("BEGIN EXCLUSIVE");
	} catch (error) {
		db?.close();
		if (isBusy(error)) throw inUse(directory, error);
		throw asStorageError(error, lockFile);
	}

	try {
		writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
		makePrivate(pidFile);
	} catch {
		// A full disk may refuse it; the lock holds without it.
	}

	return {
		release() {
			if (!db?.isOpen) return;
			rmSync(pidFile, { force: true });
			db.close();
		},
	};
}

/** The pid of the process that holds the lock, or held it when it was killed. */
export function lockHolder(directory: string): string | undefined {
	try {
		return readFileSync(pidFileOf(directory), "utf8").trim() || undefined;
	} catch {
		// It is just starting or stopping.
		return undefined;
	}
}

/** Only to tell who holds the lock; whether it is held is never read from here. */
function pidFileOf(directory: string): string {
	return join(directory, "lock.pid");
}

function inUse(directory: string, cause: unknown) {
	const pid = lockHolder(directory);
	const holder = pid === undefined ? "" : ` (pid ${pid})`;
	return new StorageError(
		"in_use",
		`the state directory ${directory} is in use by another salesforce-otlp process${holder}. Stop that one, or give this one a directory of its own (extensions: file_storage: directory)`,
		cause,
	);
}
