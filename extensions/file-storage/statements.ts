// Every SQL statement of the storage, prepared once.

import type { DatabaseSync } from "node:sqlite";

export type Statements = ReturnType<typeof prepareStatements>;

/** The bytes of a queue row; those of a payload's parts add up to the payload's. */
const ROW_BYTES =
	"((queue.first + queue.records) * length(body) / max(payload.records, 1) - queue.first * length(body) / max(payload.records, 1))";

/**
 * A limit that is bound. SQLite (3.48 and later) plans a statement with `LIMIT ?` anew
 * each time, by the value; not so where it is the result of an expression.
 */
export const BOUND_LIMIT = "LIMIT cast(? AS INTEGER)";

const QUEUED = `
	payload.id, content_type, content_encoding, payload.records, bytes, stored_at,
	oldest_event, newest_event, queue.first AS part_first, queue.records AS part_records`;

const AFTER = `
	FROM queue JOIN payload ON payload.id = payload_id
	WHERE exporter = ? AND (payload_id, first) > (?, ?)
	ORDER BY payload_id, first ${BOUND_LIMIT}`;

const DEAD_LETTER = `
	dead_letter.id, exporter, set_aside_at, status, message, partly_delivered,
	stored_at, records, bytes`;

export function prepareStatements(db: DatabaseSync) {
	return {
		readCheckpoint: db.prepare("SELECT value FROM checkpoint WHERE key = ?"),
		writeCheckpoint: db.prepare(`
			INSERT INTO checkpoint (key, value, updated_at) VALUES (?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`),

		deleteCheckpoint: db.prepare("DELETE FROM checkpoint WHERE key = ?"),

		insertPayload: db.prepare(`
			INSERT INTO payload (content_type, content_encoding, records, bytes, stored_at, body, oldest_event, newest_event)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
		copyPayload: db.prepare(`
			INSERT INTO payload (content_type, content_encoding, records, bytes, stored_at, body, oldest_event, newest_event)
			SELECT content_type, content_encoding, records, bytes, stored_at, body, oldest_event, newest_event FROM payload WHERE id = ?`),
		deletePayloadIfUnused: db.prepare(`
			DELETE FROM payload WHERE id = ?1
			AND NOT EXISTS (SELECT 1 FROM queue WHERE payload_id = ?1)
			AND NOT EXISTS (SELECT 1 FROM dead_letter WHERE payload_id = ?1)`),

		enqueue: db.prepare(
			"INSERT INTO queue (exporter, payload_id, first, records) VALUES (?, ?, ?, ?)",
		),
		dequeue: db.prepare(
			"DELETE FROM queue WHERE exporter = ? AND payload_id = ? AND first = ?",
		),
		shorten: db.prepare(
			"UPDATE queue SET records = ? WHERE exporter = ? AND payload_id = ? AND first = ?",
		),
		queueRow: db.prepare(`
			SELECT queue.records, payload.records AS whole, ${ROW_BYTES} AS bytes
			FROM queue JOIN payload ON payload.id = payload_id
			WHERE exporter = ? AND payload_id = ? AND first = ?`),
		depths: db.prepare(`
			SELECT exporter, count(*) AS requests, sum(queue.records) AS records, sum(${ROW_BYTES}) AS bytes
			FROM queue JOIN payload ON payload.id = payload_id
			GROUP BY exporter`),
		waiting: db.prepare(`SELECT ${QUEUED} ${AFTER}`),
		body: db.prepare("SELECT body FROM payload WHERE id = ?"),
		queuedPositions: db.prepare(
			"SELECT payload_id, first FROM queue WHERE exporter = ? ORDER BY payload_id, first",
		),

		addDeadLetter: db.prepare(`
			INSERT INTO dead_letter (exporter, payload_id, set_aside_at, status, message, partly_delivered)
			VALUES (?, ?, ?, ?, ?, ?)`),
		deleteDeadLetter: db.prepare("DELETE FROM dead_letter WHERE id = ?"),
		deadLetterPayload: db.prepare(
			"SELECT exporter, payload_id, records, length(body) AS size FROM dead_letter JOIN payload ON payload.id = payload_id WHERE dead_letter.id = ?",
		),
		countDeadLetters: db.prepare(
			"SELECT count(*) AS requests FROM dead_letter WHERE exporter = ?",
		),
		deadLetterExporters: db.prepare(
			"SELECT DISTINCT exporter FROM dead_letter",
		),
		deadLetterIds: db.prepare(
			`SELECT id FROM dead_letter WHERE exporter = ? ${BOUND_LIMIT}`,
		),
		listDeadLetters: db.prepare(`
			SELECT ${DEAD_LETTER}
			FROM dead_letter JOIN payload ON payload.id = payload_id
			WHERE (?1 IS NULL OR exporter = ?1) AND dead_letter.id > ?2
			ORDER BY dead_letter.id LIMIT ?3`),
		showDeadLetter: db.prepare(`
			SELECT ${DEAD_LETTER}, content_type, content_encoding, body
			FROM dead_letter JOIN payload ON payload.id = payload_id
			WHERE dead_letter.id = ?`),
	};
}
