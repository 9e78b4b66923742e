// The schema of state.db as numbered steps. A step that was released is never
// edited: `user_version` counts the steps that a file has seen.
//
// Terms: a payload is the bytes of one request; a queue row says that an exporter
// still has to send it, or the part of its records that the row names; a dead
// letter says that a backend refused it for good.
// Invariant: a payload exists exactly as long as a row of either table refers to
// it.

import type { DatabaseSync } from "node:sqlite";
import { reach } from "../../pipeline/fault-point.ts";
import { StorageError } from "./storage-error.ts";

export const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE checkpoint (
		key        TEXT    NOT NULL PRIMARY KEY,
		value      TEXT    NOT NULL,
		updated_at INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;

	-- AUTOINCREMENT: an id is never used again, so "above the last one handed out" holds for ever.
	CREATE TABLE payload (
		id               INTEGER PRIMARY KEY AUTOINCREMENT,
		content_type     TEXT    NOT NULL,
		content_encoding TEXT,
		records          INTEGER NOT NULL,
		bytes            INTEGER NOT NULL,
		stored_at        INTEGER NOT NULL,
		body             BLOB    NOT NULL
	) STRICT;

	CREATE TABLE queue (
		exporter   TEXT    NOT NULL,
		payload_id INTEGER NOT NULL REFERENCES payload (id),
		PRIMARY KEY (exporter, payload_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX queue_payload ON queue (payload_id);

	CREATE TABLE dead_letter (
		exporter     TEXT    NOT NULL,
		payload_id   INTEGER NOT NULL REFERENCES payload (id),
		set_aside_at INTEGER NOT NULL,
		status       INTEGER,
		message      TEXT    NOT NULL,
		PRIMARY KEY (exporter, payload_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX dead_letter_payload ON dead_letter (payload_id);
	`,
	`
	-- One row a batch and hour: 16 bytes an event and some 200 a row.
	CREATE TABLE delivered (
		scope      TEXT    NOT NULL,
		hour       INTEGER NOT NULL,
		origin     TEXT    NOT NULL,
		expires_at INTEGER NOT NULL,
		uids       BLOB    NOT NULL
	) STRICT;
	CREATE INDEX delivered_hour ON delivered (scope, hour);
	CREATE INDEX delivered_expiry ON delivered (expires_at);
	`,
	// A request can be split without being stored again; a dead letter can be named,
	// and there may be several of one payload.
	`
	CREATE TABLE queue_row (
		exporter   TEXT    NOT NULL,
		payload_id INTEGER NOT NULL REFERENCES payload (id),
		first      INTEGER NOT NULL,
		records    INTEGER NOT NULL,
		PRIMARY KEY (exporter, payload_id, first)
	) STRICT, WITHOUT ROWID;
	INSERT INTO queue_row
		SELECT exporter, payload_id, 0, records FROM queue JOIN payload ON id = payload_id;
	DROP TABLE queue;
	ALTER TABLE queue_row RENAME TO queue;
	CREATE INDEX queue_payload ON queue (payload_id);

	CREATE TABLE dead_letter_row (
		id               INTEGER PRIMARY KEY AUTOINCREMENT,
		exporter         TEXT    NOT NULL,
		payload_id       INTEGER NOT NULL REFERENCES payload (id),
		set_aside_at     INTEGER NOT NULL,
		status           INTEGER,
		message          TEXT    NOT NULL,
		partly_delivered INTEGER NOT NULL
	) STRICT;
	INSERT INTO dead_letter_row (exporter, payload_id, set_aside_at, status, message, partly_delivered)
		SELECT exporter, payload_id, set_aside_at, status, message, 0
		FROM dead_letter ORDER BY set_aside_at, payload_id;
	DROP TABLE dead_letter;
	ALTER TABLE dead_letter_row RENAME TO dead_letter;
	CREATE INDEX dead_letter_exporter ON dead_letter (exporter);
	CREATE INDEX dead_letter_payload ON dead_letter (payload_id);
	`,
	// When the events of a request happened, to tell how late they arrive.
	`
	ALTER TABLE payload ADD COLUMN oldest_event INTEGER;
	ALTER TABLE payload ADD COLUMN newest_event INTEGER;
	`,
];

/** Brings the schema up to date, one transaction a step. Refuses a file from a newer version. */
export function migrate(
	db: DatabaseSync,
	file: string,
	migrations: readonly string[] = MIGRATIONS,
): void {
	const row = db.prepare("PRAGMA user_version").get();
	const version = Number(row?.user_version);
	if (version > migrations.length) {
		throw new StorageError(
			"newer_version",
			`the state file ${file} was written by a newer version of salesforce-otlp (its schema is ${version}, this version knows ${migrations.length}). Start that version again, or give this one another directory`,
		);
	}
	for (const [index, sql] of migrations.entries()) {
		if (index < version) continue;
		db.exec("BEGIN IMMEDIATE");
		try {
			db.exec(sql);
			db.exec(`PRAGMA user_version = ${index + 1}`);
			reach("migration.within");
			db.exec("COMMIT");
			reach("migration.after");
		} catch (error) {
			if (db.isTransaction) db.exec("ROLLBACK");
			throw error;
		}
	}
}
