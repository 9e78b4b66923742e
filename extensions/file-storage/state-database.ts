// The connection to state.db: pragmas, schema, and the transaction that every
// write runs in. Invariant: a write is on the disk as a whole, or not at all.

import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createLogSync } from "./log-sync.ts";
import { migrate } from "./migrations.ts";
import { makePrivate, preparePrivateFile } from "./state-directory.ts";
import { asStorageError, StorageError } from "./storage-error.ts";

/**
 * How long a statement waits for another process's lock. It waits on the event
 * loop, so it is short: only a command that looks into the file can hold one.
 */
const BUSY_TIMEOUT_MS = 250;

/** Of pages in memory. What is written is large and read at most once, so more is no faster. */
const CACHE_KIB = 512;

/** Above this the write-ahead log is cut back to this size after a checkpoint. */
const MAX_WAL_BYTES = 16 * 1024 * 1024;

export interface StateDatabase {
	readonly file: string;
	readonly db: DatabaseSync;
	/** Resolves when the file turns out to be damaged: from then on nothing is read or written. */
	readonly damaged: Promise<StorageError>;
	/** Runs `work` in one transaction, on the disk when it returns; on an error nothing of it is kept. */
	transaction<T>(work: () => T): T;
	/**
	 * The same, on the disk when `onDisk`, called afterwards, resolves. Until then a power
	 * failure may undo it, whole and with all that came after it; a killed process has not
	 * lost it.
	 */
	begunTransaction<T>(work: () => T): T;
	/** Resolves when all transactions until now are on the disk; rejects when it is not known whether they are. */
	onDisk(): Promise<void>;
	/**
	 * One that nobody waits for: for forgetting what was delivered. When a power failure
	 * undoes it, a request is sent twice, which costs nothing that at-least-once hasn't
	 * promised. Whatever is brought to the disk later brings it there, too.
	 */
	forgetfulTransaction<T>(work: () => T): T;
	/** Runs `work`, which only reads, with errors that name the file. */
	read<T>(work: () => T): T;
	size(): DatabaseSize;
	/** Bytes of the write-ahead log. */
	logSize(): number;
	/** Gives at most that many unused pages back to the disk; the file shrinks when the log is emptied. */
	vacuum(pages: number): void;
	/** Moves the write-ahead log into the file and empties it, if nobody else is reading. */
	emptyLog(): void;
	close(): void;
}

/** In bytes, but for the pages. */
export interface DatabaseSize {
	/** Of the file, the pages included that nothing uses. */
	readonly file: number;
	readonly used: number;
	/** Of the write-ahead log. */
	readonly log: number;
	readonly unusedPages: number;
	readonly pageSize: number;
}

/** `onDamage` is called at once, when `damaged` resolves. */
export function openStateDatabase(
	file: string,
	directory: string,
	onDamage: (error: StorageError) => void = () => {},
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
		// It only takes effect before the first page is written, and would write to a
		// file that may turn out to be damaged.
		const { page_count: pages } = db.prepare("PRAGMA page_count").get() ?? {};
		if (pages === 0) db.exec("PRAGMA auto_vacuum = INCREMENTAL");
		db.exec(`
			PRAGMA journal_mode = WAL;
			PRAGMA synchronous = NORMAL;
			PRAGMA cache_size = ${-CACHE_KIB};
			PRAGMA journal_size_limit = ${MAX_WAL_BYTES};
		`);
		migrate(db, file);
	} catch (error) {
		db?.close();
		throw asStorageError(error, file);
	}

	const connection = db;
	const damaged = Promise.withResolvers<StorageError>();
	let damage: StorageError | undefined;
	const guarded = <T>(work: () => T): T => {
		if (!connection.isOpen) {
			throw new StorageError("closed", `the state file ${file} is closed`);
		}
		// What is written to a damaged file can be lost, and what is read be wrong.
		if (damage !== undefined) throw damage;
		try {
			return work();
		} catch (cause) {
			const error = asStorageError(cause, file);
			if (error.code === "corrupt") {
				damage = error;
				onDamage(error);
				damaged.resolve(error);
			}
			throw error;
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

	const log = createLogSync(file, directory);

	const logSize = () =>
		statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;

	const emptyLog = () => connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");

	const pragma = (name: string): (() => number) => {
		const statement = connection.prepare(`PRAGMA ${name}`);
		return () => statement.get()?.[name] as number;
	};
	const pageCount = pragma("page_count");
	const freelistCount = pragma("freelist_count");
	const pageSize = pragma("page_size")();

	return {
		file,
		db: connection,
		damaged: damaged.promise,
		read: guarded,
		transaction: (work) =>
			guarded(() => {
				const result = inTransaction(work);
				log.syncNow();
				return result;
			}),
		begunTransaction: (work) => guarded(() => inTransaction(work)),
		async onDisk() {
			try {
				await log.synced();
			} catch (error) {
				throw asStorageError(error, file);
			}
		},
		forgetfulTransaction: (work) =>
			guarded(() => {
				try {
					return inTransaction(work);
				} catch (error) {
					// Forgetting is what makes room, and on a full disk the log has it.
					if (asStorageError(error, file).code !== "disk_full") throw error;
					emptyLog();
					return inTransaction(work);
				}
			}),
		size: () =>
			guarded(() => {
				const pages = pageCount();
				const unusedPages = freelistCount();
				return {
					file: pages * pageSize,
					used: (pages - unusedPages) * pageSize,
					log: logSize(),
					unusedPages,
					pageSize,
				};
			}),
		logSize,
		vacuum: (pages) =>
			guarded(() => connection.exec(`PRAGMA incremental_vacuum(${pages})`)),
		emptyLog: () => guarded(emptyLog),
		close() {
			if (connection.isOpen) connection.close();
			log.close();
		},
	};
}
