// The one error of the file storage. Its message names the file or directory,
// says what is wrong with it and what the operator can do.

export type StorageErrorCode =
	/** The directory or a file in it can't be created, opened or chmodded. */
	| "directory_unusable"
	/** Another process works on the same directory. */
	| "in_use"
	/** The file is not a database, or a damaged one. */
	| "corrupt"
	/** Written by a newer version of this program. */
	| "newer_version"
	/** No room on the disk. */
	| "disk_full"
	/** Any other failure to read or write. */
	| "io"
	/** Used after `close`. */
	| "closed";

export class StorageError extends Error {
	readonly code: StorageErrorCode;

	constructor(code: StorageErrorCode, message: string, cause?: unknown) {
		super(message, { cause });
		this.name = "StorageError";
		this.code = code;
	}
}

// https://www.sqlite.org/rescode.html; the low byte is the primary code.
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;
/** The index of the write-ahead log can't grow: what a full disk says there. */
const SQLITE_IOERR_SHMSIZE = 10 | (19 << 8);

/** The primary SQLite result code of an error of `node:sqlite`, if it is one. */
export function sqliteCode(error: unknown): number | undefined {
	const code = (error as { errcode?: unknown } | undefined)?.errcode;
	return typeof code === "number" ? code & 0xff : undefined;
}

export function isBusy(error: unknown): boolean {
	return sqliteCode(error) === SQLITE_BUSY;
}

/** Turns whatever SQLite threw while working on `file` into a `StorageError`. */
export function asStorageError(error: unknown, file: string): StorageError {
	if (error instanceof StorageError) return error;
	const reason = error instanceof Error ? error.message : String(error);
	const full =
		(error as { errcode?: unknown } | undefined)?.errcode ===
		SQLITE_IOERR_SHMSIZE;
	switch (full ? SQLITE_FULL : sqliteCode(error)) {
		case SQLITE_CORRUPT:
		case SQLITE_NOTADB:
			return new StorageError(
				"corrupt",
				`the state file ${file} is damaged (${reason})`,
				error,
			);
		case SQLITE_FULL:
			return new StorageError(
				"disk_full",
				`no room left on the disk for the state file ${file} (${reason}). Nothing was half-written; make room`,
				error,
			);
		default:
			return new StorageError(
				"io",
				`the state file ${file} can't be read or written: ${reason}`,
				error,
			);
	}
}
