// The directory of the state and the modes of what is in it. Invariant: files
// are 0600 whatever the umask, because they hold the org's events; a directory
// that we make is 0700.

import {
	chmodSync,
	closeSync,
	mkdirSync,
	openSync,
	type Stats,
	statSync,
} from "node:fs";
import type { Logger } from "../../pipeline/logger.ts";
import { StorageError } from "./storage-error.ts";

const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

function statOrUndefined(path: string): Stats | undefined {
	return statSync(path, { throwIfNoEntry: false });
}

function unusable(path: string, error: unknown): StorageError {
	const reason = error instanceof Error ? error.message : String(error);
	return new StorageError(
		"directory_unusable",
		`the state directory ${path} can't be used: ${reason}. Name a directory that this user may write to (extensions: file_storage: directory)`,
		error,
	);
}

/**
 * Makes the directory if it is missing. One that exists keeps its mode: it may be
 * shared on purpose (systemd's StateDirectory is 0755), and the files in it are
 * private anyway; but whoever can write to it can replace them.
 */
export function prepareDirectory(directory: string, logger: Logger): void {
	try {
		const existing = statOrUndefined(directory);
		if (existing === undefined) {
			mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY });
			// mkdir subtracts the umask.
			chmodSync(directory, PRIVATE_DIRECTORY);
		} else if (!existing.isDirectory()) {
			throw new Error("it is not a directory");
		} else if ((existing.mode & OTHERS_WRITE) !== 0) {
			logger.warn(
				`other users can write to the state directory ${directory}, and so replace what is kept there: chmod 700 it`,
				{ mode: (existing.mode & 0o777).toString(8) },
			);
		}
	} catch (error) {
		throw unusable(directory, error);
	}
}

/**
 * Makes sure that `path` exists and is private.
 *
 * A file that exists is never opened here: closing any descriptor of a file drops
 * the POSIX locks that this process holds on it, and SQLite's with them
 * (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
export function preparePrivateFile(path: string, directory: string): void {
	try {
		if (statOrUndefined(path) === undefined) {
			closeSync(openSync(path, "ax", PRIVATE_FILE));
		}
		makePrivate(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") {
			makePrivate(path);
			return;
		}
		throw unusable(directory, error);
	}
}

/** Takes a file's permissions away from everybody else, if it exists. */
export function makePrivate(path: string): void {
	const existing = statOrUndefined(path);
	if (existing === undefined) return;
	const mode = existing.mode & 0o777;
	if ((mode & OTHERS) !== 0 || (mode & PRIVATE_FILE) !== PRIVATE_FILE) {
		chmodSync(path, PRIVATE_FILE);
	}
}
