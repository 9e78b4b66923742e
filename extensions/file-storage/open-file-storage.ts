// Opens the durable state of the process: one SQLite file in a private directory
// that one process owns at a time.

import { statfsSync } from "node:fs";
import { resolve } from "node:path";
import { type Clock, systemClock } from "../../pipeline/clock.ts";
import type { Storage } from "../../pipeline/storage.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { lockDirectory } from "./directory-lock.ts";
import { openOrRecover } from "./recovery.ts";
import { createCopier } from "./recovery-copy.ts";
import { createSqliteStorage } from "./sqlite-storage.ts";
import type { StateDatabase } from "./state-database.ts";
import { prepareDirectory } from "./state-directory.ts";

export interface FileStorageOptions {
	/** Made with mode 0700 if it is missing. */
	readonly directory: string;
	/** The most bytes that the state file and its log may take; absent for no limit. */
	readonly maxSize?: number | undefined;
	/** Already marked with the component. */
	readonly telemetry: Telemetry;
	readonly clock?: Clock;
	/** What is free on a directory's disk; the file system is asked when absent. */
	readonly freeBytes?: (directory: string) => number | undefined;
}

/**
 * A damaged state file is set aside; see recovery.ts. Rejects with a
 * `StorageError`: `in_use`, `newer_version`, `directory_unusable`, `disk_full` or
 * `io`.
 */
export async function openFileStorage({
	directory,
	maxSize,
	telemetry,
	clock = systemClock,
	freeBytes = freeOnDisk,
}: FileStorageOptions): Promise<Storage> {
	const path = resolve(directory);
	prepareDirectory(path, telemetry.logger);
	const lock = lockDirectory(path);
	let database: StateDatabase | undefined;
	try {
		const { logger } = telemetry;
		database = openOrRecover({ directory: path, logger, clock });
		return createSqliteStorage({
			database,
			copier: createCopier(database, path, clock, logger),
			maxSize,
			freeBytes: () => freeBytes(path),
			telemetry,
			clock,
			onClose: lock.release,
		});
	} catch (error) {
		database?.close();
		lock.release();
		throw error;
	}
}

/** A file system without a size, such as some network ones, says nothing. */
function freeOnDisk(directory: string): number | undefined {
	const { bavail, bsize, blocks } = statfsSync(directory);
	return blocks === 0 ? undefined : bavail * bsize;
}
