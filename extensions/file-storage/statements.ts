// Every SQL statement of the storage, prepared once.

import type { DatabaseSync } from "node:sqlite";

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(db: DatabaseSync) {
	return {
		readCheckpoint: db.prepare("SELECT value FROM checkpoint WHERE key = ?"),
		writeCheckpoint: db.prepare(`
			INSERT INTO checkpoint (key, value, updated_at) VALUES (?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`),
		insertPayload: db.prepare(`
			INSERT INTO payload (content_type, content_encoding, records, bytes, stored_at, body)
			VALUES (?, ?, ?, ?, ?, ?)`),
		enqueue: db.prepare(
			"INSERT INTO queue (exporter, payload_id) VALUES (?, ?)",
		),
		depths: db.prepare(`
			SELECT exporter, count(*) AS requests, sum(records) AS records, sum(length(body)) AS bytes
			FROM queue JOIN payload ON payload.id = payload_id
			GROUP BY exporter`),
		next: db.prepare(`
			SELECT id, content_type, content_encoding, records, bytes, stored_at, body
			FROM queue JOIN payload ON payload.id = payload_id
			WHERE exporter = ? AND payload_id > ?
			ORDER BY payload_id LIMIT ?`),
		queuedIds: db.prepare(
			"SELECT payload_id FROM queue WHERE exporter = ? ORDER BY payload_id",
		),
		size: db.prepare(
			"SELECT records, length(body) AS bytes FROM payload WHERE id = ?",
		),
		dequeue: db.prepare(
			"DELETE FROM queue WHERE exporter = ? AND payload_id = ?",
		),
		addDeadLetter: db.prepare(`
			INSERT INTO dead_letter (exporter, payload_id, set_aside_at, status, message)
			VALUES (?, ?, ?, ?, ?)`),
		countDeadLetters: db.prepare(
			"SELECT count(*) AS requests FROM dead_letter WHERE exporter = ?",
		),
		deletePayloadIfUnused: db.prepare(`
			DELETE FROM payload WHERE id = ?1
			AND NOT EXISTS (SELECT 1 FROM queue WHERE payload_id = ?1)
			AND NOT EXISTS (SELECT 1 FROM dead_letter WHERE payload_id = ?1)`),
	};
}
