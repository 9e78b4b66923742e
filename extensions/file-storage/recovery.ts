// What happens when state.db is damaged: it is kept as evidence, and a new one goes
// on from the last copy of the checkpoints.
//
// Invariants: nothing of the damaged file is ever written over; a kill at any
// moment of the recovery is made good by the next start, because a note says that
// it is under way and under which name; a process that meets a damaged file starts,
// so a supervisor that restarts it does not restart it for ever.

import {
	existsSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../pipeline/clock.ts";
import { reach } from "../../pipeline/fault-point.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { type CheckpointCopy, copyFile, readCopy } from "./recovery-copy.ts";
import { openStateDatabase, type StateDatabase } from "./state-database.ts";
import { StorageError } from "./storage-error.ts";

/** A larger file is not looked through at the start: that would take seconds. */
const MAX_CHECKED_BYTES = 64 * 1024 * 1024;

/** The database last: until it is moved, its log belongs to it. */
const PARTS = ["-wal", "-shm", ""];

export interface RecoveryOptions {
	/** Of the state, absolute. */
	readonly directory: string;
	readonly logger: Logger;
	readonly clock: Clock;
}

const noteSchema = z.object({
	/** Added to the names of the damaged files. */
	suffix: z.string().regex(/^[\w.:-]+$/),
	reason: z.string(),
});

type Note = Readonly<z.infer<typeof noteSchema>>;

/**
 * Opens state.db, or sets it aside when it is damaged and opens a new one. Throws a
 * `StorageError` for everything but damage.
 */
export function openOrRecover(options: RecoveryOptions): StateDatabase {
	const { directory } = options;
	const file = stateFile(directory);
	const begun = readNote(directory);
	if (begun !== undefined) return recover(options, begun);
	const gone = goneReason(directory, file);
	if (gone !== undefined) {
		return recover(options, noteDamage(options, gone));
	}
	let database: StateDatabase | undefined;
	try {
		database = openWatched(options);
		check(database);
		return database;
	} catch (error) {
		database?.close();
		if (!(error instanceof StorageError) || error.code !== "corrupt") {
			throw error;
		}
		return recover(options, noteDamage(options, error.message));
	}
}

/** Damage that is met later is written down before anybody hears of it. */
function openWatched(options: RecoveryOptions): StateDatabase {
	const { directory, logger } = options;
	return openStateDatabase(stateFile(directory), directory, ({ message }) => {
		try {
			noteDamage(options, message);
		} catch (error) {
			// The next start sees it only by looking through the file.
			logger.warn(`the damage could not be written down: ${error}`);
		}
	});
}

/** Writes down that the file is damaged, so that the next start sets it aside. */
function noteDamage(
	{ directory, clock }: Pick<RecoveryOptions, "directory" | "clock">,
	reason: string,
): Note {
	const time = new Date(clock.now()).toISOString().replaceAll(":", "-");
	const note = { suffix: `.corrupt-${time}`, reason };
	const file = noteFile(directory);
	writeFileSync(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
	renameSync(`${file}.new`, file);
	return note;
}

function recover(options: RecoveryOptions, note: Note): StateDatabase {
	const { directory, logger } = options;
	const file = stateFile(directory);
	const aside = `${file}${note.suffix}`;
	reach("recovery.before");
	for (const part of PARTS) {
		// What is there under that name was moved before a kill.
		if (existsSync(aside)) break;
		if (existsSync(file + part)) renameSync(file + part, aside + part);
	}
	reach("recovery.set_aside");
	const copy = readCopy(directory);
	if (!existsSync(file)) {
		const fresh = `${file}.new`;
		for (const part of PARTS) rmSync(fresh + part, { force: true });
		writeCheckpoints(
			fresh,
			directory,
			typeof copy === "object" ? copy : undefined,
		);
		renameSync(fresh, file);
	}
	reach("recovery.restored");
	const database = openWatched(options);
	rmSync(noteFile(directory), { force: true });
	logger.error(
		[
			note.reason,
			consequences(directory, copy),
			...(existsSync(aside)
				? [
						`The damaged file is kept as ${aside}; dead letters that it held are nowhere else`,
					]
				: []),
		].join(". "),
	);
	return database;
}

/** As a file of its own, closed: it is state.db only when it is whole. */
function writeCheckpoints(
	file: string,
	directory: string,
	copy: CheckpointCopy | undefined,
): void {
	const database = openStateDatabase(file, directory);
	try {
		const insert = database.db.prepare(
			"INSERT INTO checkpoint (key, value, updated_at) VALUES (?, ?, ?)",
		);
		database.transaction(() => {
			for (const { key, value, updated_at } of copy?.checkpoints ?? []) {
				insert.run(key, value, updated_at);
			}
		});
	} finally {
		database.close();
	}
}

function consequences(
	directory: string,
	copy: CheckpointCopy | string | undefined,
): string {
	if (typeof copy === "object") {
		return `Streams go on from the copy of their checkpoints of ${copy.saved_at}: what was queued is read again, and backends get what they have received since then a second time, with the same log.record.uid`;
	}
	const why =
		copy === undefined
			? "There is no copy of the checkpoints"
			: `The copy of the checkpoints, ${copyFile(directory)}, can't be read (${copy})`;
	return `${why}, so streams begin again at their initial_lookback: what is younger arrives, what of it backends already have a second time, with the same log.record.uid; what is older and was not delivered yet is not read, unless initial_lookback is made larger and the state directory is emptied`;
}

/** A new file is empty, and no copy is beside it. */
function goneReason(directory: string, file: string): string | undefined {
	const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	if (size > 0 || !existsSync(copyFile(directory))) return undefined;
	return `the state file ${file} is missing or empty, although there is a copy of its checkpoints (to start afresh, empty the state directory)`;
}

/** SQLite itself notices damage only where it happens to read. */
function check(database: StateDatabase): void {
	if (database.size().file > MAX_CHECKED_BYTES) return;
	const found = database.read(() =>
		database.db.prepare("PRAGMA quick_check(1)").get(),
	);
	const result = Object.values(found ?? {})[0];
	if (result === "ok") return;
	throw new StorageError(
		"corrupt",
		`the state file ${database.file} is damaged (${String(result).replaceAll("\n", " ")})`,
	);
}

function stateFile(directory: string): string {
	return join(directory, "state.db");
}

function noteFile(directory: string): string {
	return `${stateFile(directory)}.damaged`;
}

function readNote(directory: string): Note | undefined {
	try {
		const { data } = noteSchema.safeParse(
			JSON.parse(readFileSync(noteFile(directory), "utf8")),
		);
		return data;
	} catch {
		// Without it the file is judged by itself.
		return undefined;
	}
}
