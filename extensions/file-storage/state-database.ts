// The connection to state.db: pragmas, schema, and the transaction that every
// write runs in. Invariant: a write is on the disk as a whole, or not at all.

import { DatabaseSync } from "node:sqlite";
import { migrate } from "./migrations.ts";
import { makePrivate, preparePrivateFile } from "./state-directory.ts";
import { asStorageError, StorageError } from "./storage-error.ts";

/**
 * How long a statement waits for another process's lock. It waits on the event
 * loop, so it is short: only a command that looks into the file can hold one.
 */
const BUSY_TIMEOUT_MS = 250;

/** Above this the write-ahead log is cut back to this size after a checkpoint. */
const MAX_WAL_BYTES = 16 * 1024 * 1024;

export interface StateDatabase {
	readonly file: string;
	readonly db: DatabaseSync;
	/** Runs `work` in one transaction, on the disk when it returns; on an error nothing of it is kept. */
	transaction<T>(work: () => T): T;
	/**
	 * The same without waiting for the disk: for forgetting what was delivered. A
	 * killed process has not lost it; a power failure may undo it, whole and in order,
	 * and then a request is sent twice, which costs nothing that at-least-once hasn't
	 * promised. The next durable transaction brings it to the disk too.
	 */
	forgetfulTransaction<T>(work: () => T): T;
	/** Runs `work`, which only reads, with errors that name the file. */
	read<T>(work: () => T): T;
	close(): void;
}

export function openStateDatabase(
	file: string,
	directory: string,
): StateDatabase {
	// SQLite gives -wal and -shm the mode of the database, so that one must be
	// right before it opens it; those of an earlier run are tightened here.
	preparePrivateFile(file, directory);
	makePrivate(`${file}-wal`);
	makePrivate(`${file}-shm`);

	let db: DatabaseSync | undefined;
	try {
		db = new DatabaseSync(file, {
			timeout: BUSY_TIMEOUT_MS,
			enableForeignKeyConstraints: true,
		});
		// auto_vacuum only takes effect before the first page is written.
		db.exec(`
			PRAGMA auto_vacuum = INCREMENTAL;
			PRAGMA journal_mode = WAL;
			PRAGMA synchronous = FULL;
			PRAGMA journal_size_limit = ${MAX_WAL_BYTES};
		`);
		migrate(db, file);
	} catch (error) {
		db?.close();
		throw asStorageError(error, file);
	}

	const connection = db;
	const guarded = <T>(work: () => T): T => {
		if (!connection.isOpen) {
			throw new StorageError("closed", `the state file ${file} is closed`);
		}
		try {
			return work();
		} catch (error) {
			throw asStorageError(error, file);
		}
	};

	const inTransaction = <T>(work: () => T): T => {
		connection.exec("BEGIN IMMEDIATE");
		try {
			const result = work();
			connection.exec("COMMIT");
			return result;
		} catch (error) {
			// A full disk or an I/O error may have rolled it back already.
			if (connection.isTransaction) connection.exec("ROLLBACK");
			throw error;
		}
	};

	return {
		file,
		db: connection,
		read: guarded,
		transaction: (work) => guarded(() => inTransaction(work)),
		forgetfulTransaction: (work) =>
			guarded(() => {
				connection.exec("PRAGMA synchronous = NORMAL");
				try {
					return inTransaction(work);
				} finally {
					connection.exec("PRAGMA synchronous = FULL");
				}
			}),
		close() {
			if (connection.isOpen) connection.close();
		},
	};
}
