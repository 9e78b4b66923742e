// The table of what was delivered lately. It is only appended to, a row a batch and
// hour, and read when an hour is read again; so the usual event costs its 16 bytes
// and no look-up.

import type { DatabaseSync } from "node:sqlite";
import type { DeliveredUids } from "../../pipeline/storage.ts";
import { BOUND_LIMIT } from "./statements.ts";

const PRUNE_INTERVAL_MS = 10 * 60_000;
/** Rows forgotten at a time, so that no commit waits long. */
const PRUNE_ROWS = 500;

export interface DeliveredUidsTable {
	/** Inside the caller's transaction. Also forgets some of what has expired; answers whether there was any. */
	remember(delivered: readonly DeliveredUids[], now: number): boolean;
	of(scope: string, hour: number, exceptOrigin: string): Uint8Array[];
}

export function createDeliveredUids(db: DatabaseSync): DeliveredUidsTable {
	const insert = db.prepare(
		"INSERT INTO delivered (scope, hour, origin, expires_at, uids) VALUES (?, ?, ?, ?, ?)",
	);
	const select = db.prepare(
		"SELECT uids FROM delivered WHERE scope = ? AND hour = ? AND origin <> ?",
	);
	const prune = db.prepare(`
		DELETE FROM delivered WHERE rowid IN
			(SELECT rowid FROM delivered WHERE expires_at <= ? ${BOUND_LIMIT})`);
	let nextPrune = 0;

	return {
		remember(delivered, now) {
			for (const { scope, hour, origin, expiresAt, uids } of delivered) {
				insert.run(scope, hour, origin, expiresAt, uids);
			}
			// A clock set back must not keep it from ever being pruned again.
			if (now < nextPrune && nextPrune - now <= PRUNE_INTERVAL_MS) return false;
			const { changes } = prune.run(now, PRUNE_ROWS);
			if (changes < PRUNE_ROWS) nextPrune = now + PRUNE_INTERVAL_MS;
			return changes > 0;
		},
		of: (scope, hour, exceptOrigin) =>
			select
				.all(scope, hour, exceptOrigin)
				.map(({ uids }) => uids as Uint8Array),
	};
}
