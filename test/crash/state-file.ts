// The state file between two lives of the product: looked into, spoilt, or turned
// back into one that an older version has written.

import {
	closeSync,
	existsSync,
	openSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
	MIGRATIONS,
	migrate,
} from "../../extensions/file-storage/migrations.ts";
import { copyFile } from "../../extensions/file-storage/recovery-copy.ts";
import type { Random } from "../../simulator/generate/random.ts";
import { readRecords } from "./crash-backend.ts";

/** With whole requests in the queue, and a memory of what was delivered. */
const OLD_SCHEMA = 2;

export function stateFile(directory: string): string {
	return join(directory, "state.db");
}

/** How many requests each exporter has still to send. */
export function queued(directory: string): Map<string, number> {
	using db = open(stateFile(directory));
	const rows = db
		.prepare(
			"SELECT exporter, count(*) AS requests FROM queue GROUP BY exporter",
		)
		.all();
	return new Map(
		rows.map(({ exporter, requests }) => [String(exporter), Number(requests)]),
	);
}

/** The uids in the dead letters of an exporter. */
export function deadLetterUids(
	directory: string,
	exporter: string,
): Set<string> {
	using db = open(stateFile(directory));
	const rows = db
		.prepare(`
			SELECT body, content_type, content_encoding FROM dead_letter
			JOIN payload ON payload.id = payload_id WHERE exporter = ?`)
		.all(exporter);
	return new Set(
		rows.flatMap(({ body, content_type, content_encoding }) =>
			readRecords(
				{
					"content-type": String(content_type),
					...(content_encoding !== null && {
						"content-encoding": String(content_encoding),
					}),
				},
				Buffer.from(body as Uint8Array),
			).map(({ uid }) => uid),
		),
	);
}

/** What SQLite finds wrong with the file, and requests that nothing refers to. */
export function problemsOf(directory: string): string[] {
	using db = open(stateFile(directory));
	const checks = [
		...db.prepare("PRAGMA integrity_check").all(),
		...db.prepare("PRAGMA foreign_key_check").all(),
	].map((row) => Object.values(row).join(" "));
	const orphans = db
		.prepare(`
			SELECT count(*) AS payloads FROM payload
			WHERE id NOT IN (SELECT payload_id FROM queue)
			AND id NOT IN (SELECT payload_id FROM dead_letter)`)
		.get()?.payloads;
	return [
		...checks.filter((text) => text !== "ok"),
		...(orphans === 0 ? [] : [`${orphans} payloads that nobody needs`]),
	];
}

/** In one of the ways in which files get damaged. Nothing when there is no file. */
export function damage(directory: string, random: Random): void {
	const file = stateFile(directory);
	if (!existsSync(file)) return;
	// Moves the log into the file: what the log has of a page makes that page good.
	open(file).close();
	const { size } = statSync(file);
	// Without a copy of the checkpoints nothing tells an empty file from a new one.
	const ways = existsSync(copyFile(directory)) ? 5 : 3;
	switch (random.below(ways)) {
		case 0:
			write(file, 0, Buffer.from("this is no database at all"));
			break;
		case 1:
			truncateSync(file, Math.floor(size / 2));
			break;
		case 2:
			// Behind the header, so that it opens.
			write(file, 100, Buffer.alloc(Math.min(size - 100, 20_000), 0xa5));
			break;
		case 3:
			truncateSync(file, 0);
			break;
		default:
			rmSync(file);
	}
}

function write(file: string, at: number, bytes: Uint8Array): void {
	const descriptor = openSync(file, "r+");
	writeSync(descriptor, bytes, 0, bytes.length, at);
	closeSync(descriptor);
}

/** Puts what is in the file into one of an older schema, in its place. */
export function downgrade(directory: string): void {
	const file = stateFile(directory);
	if (!existsSync(file)) return;
	const old = `${file}.old`;
	{
		using db = new DatabaseSync(old);
		migrate(db, old, MIGRATIONS.slice(0, OLD_SCHEMA));
		db.exec(`
			ATTACH '${file.replaceAll("'", "''")}' AS new;
			INSERT INTO checkpoint SELECT key, value, updated_at FROM new.checkpoint;
			INSERT INTO payload
				SELECT id, content_type, content_encoding, records, bytes, stored_at, body FROM new.payload;
			INSERT INTO queue SELECT exporter, payload_id FROM new.queue;
			INSERT INTO delivered SELECT scope, hour, origin, expires_at, uids FROM new.delivered;
			DETACH new;
		`);
	}
	for (const part of ["", "-wal", "-shm"]) rmSync(file + part, { force: true });
	renameSync(old, file);
}

function open(file: string): DatabaseSync {
	return new DatabaseSync(file);
}
