// Changes checkpoints by hand, while no process reads by them. Invariant: it holds
// the directory's lock, so no stream goes on from what was there before.

import { resolve } from "node:path";
import type { Clock } from "../../pipeline/clock.ts";
import type { Checkpoint } from "../../pipeline/log-batch.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { lockDirectory } from "./directory-lock.ts";
import { openOrRecover } from "./recovery.ts";
import { createCopier } from "./recovery-copy.ts";
import type { StateDatabase } from "./state-database.ts";
import { prepareDirectory } from "./state-directory.ts";
import { prepareStatements } from "./statements.ts";

export interface CheckpointChange {
	readonly set?: readonly Checkpoint[];
	/** Keys. */
	readonly remove?: readonly string[];
	/** Scopes whose delivered uids are forgotten, so that what is read again is sent again. */
	readonly forgetDelivered?: readonly string[];
}

export interface CheckpointEditor {
	keys(): string[];
	/** One transaction. */
	change(change: CheckpointChange): void;
	/** Idempotent. */
	close(): void;
}

/** Makes the directory if it is missing. Throws a `StorageError`, `in_use` while a process has it. */
export function openCheckpointEditor(options: {
	readonly directory: string;
	readonly logger: Logger;
	readonly clock: Clock;
}): CheckpointEditor {
	const { logger, clock } = options;
	const directory = resolve(options.directory);
	prepareDirectory(directory, logger);
	const lock = lockDirectory(directory);
	let opened: StateDatabase | undefined;
	try {
		opened = openOrRecover({ directory, logger, clock });
		const database = opened;
		const copier = createCopier(database, directory, clock, logger);
		const { writeCheckpoint } = prepareStatements(database.db);
		const list = database.db.prepare("SELECT key FROM checkpoint ORDER BY key");
		const remove = database.db.prepare("DELETE FROM checkpoint WHERE key = ?");
		const forget = database.db.prepare("DELETE FROM delivered WHERE scope = ?");
		let closed = false;
		return {
			keys: () =>
				database.read(() => list.all()).map(({ key }) => key as string),
			change(change) {
				database.transaction(() => {
					for (const key of change.remove ?? []) remove.run(key);
					for (const { key, value } of change.set ?? []) {
						writeCheckpoint.run(key, value, clock.now());
					}
					for (const scope of change.forgetDelivered ?? []) forget.run(scope);
				});
				copier.moved();
			},
			close() {
				if (closed) return;
				closed = true;
				copier.close();
				database.close();
				lock.release();
			},
		};
	} catch (error) {
		opened?.close();
		lock.release();
		throw error;
	}
}
