// Opens the durable state of the process: one SQLite file in a private directory
// that one process owns at a time.

import { join, resolve } from "node:path";
import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type { Storage } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { lockDirectory } from "./directory-lock.ts";
import { createSqliteStorage } from "./sqlite-storage.ts";
import { openStateDatabase, type StateDatabase } from "./state-database.ts";
import { prepareDirectory } from "./state-directory.ts";

export interface FileStorageOptions {
	/** Made with mode 0700 if it is missing. */
	readonly directory: string;
	/** Already marked with the component. */
	readonly telemetry: Telemetry;
	readonly clock?: Clock;
}

/**
 * Rejects with a `StorageError`: `in_use`, `newer_version`, `corrupt`,
 * `directory_unusable`, `disk_full` or `io`.
 */
export async function openFileStorage({
	directory,
	telemetry,
	clock = systemClock,
}: FileStorageOptions): Promise<Storage> {
	const path = resolve(directory);
	prepareDirectory(path, telemetry.logger);
	const lock = lockDirectory(path);
	let database: StateDatabase | undefined;
	try {
		database = openStateDatabase(join(path, "state.db"), path);
		return createSqliteStorage(database, clock.now, lock.release);
	} catch (error) {
		database?.close();
		lock.release();
		throw error;
	}
}
