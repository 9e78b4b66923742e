// Looks into a state directory beside the process that owns it. Invariant: nothing
// in the directory is changed, and no lock is held for longer than one reading; what
// is read together is of one moment.

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { EncodedRequest } from "../../pipeline/exporter.ts";
import type {
	DeadLetter,
	DeadLetterQuery,
	QueueDepth,
} from "../../pipeline/storage.ts";
import { UID_BYTES } from "../../pipeline/uid-bytes.ts";
import { MIGRATIONS } from "./migrations.ts";
import { toDeadLetter, toShownDeadLetter } from "./rows.ts";
import { prepareStatements } from "./statements.ts";
import { asStorageError, StorageError } from "./storage-error.ts";

/** Only a checkpoint of the log or a recovery can make a reader wait. */
const BUSY_TIMEOUT_MS = 2_000;

export interface StoredCheckpoint {
	readonly key: string;
	readonly value: string;
	/** Ms since the epoch. */
	readonly updatedAt: number;
}

export interface ExporterState {
	readonly id: string;
	readonly queued: QueueDepth;
	/** When the oldest waiting request was stored, ms since the epoch. */
	readonly oldestStoredAt?: number | undefined;
	readonly deadLetters: number;
}

export interface StateOverview {
	readonly checkpoints: readonly StoredCheckpoint[];
	/** Those that something is kept for. */
	readonly exporters: readonly ExporterState[];
	/** Bytes on the disk. */
	readonly size: { readonly file: number; readonly log: number };
	/** What is remembered to recognise repeated records. */
	readonly delivered: { readonly uids: number; readonly bytes: number };
}

export interface StateReader {
	overview(): StateOverview;
	deadLetters(query: DeadLetterQuery): DeadLetter[];
	deadLetter(
		id: number,
	):
		| { readonly letter: DeadLetter; readonly request: EncodedRequest }
		| undefined;
	close(): void;
}

export function hasState(directory: string): boolean {
	return existsSync(stateFile(directory));
}

/** Throws a `StorageError`, also when there is no state. */
export function openStateReader(directory: string): StateReader {
	const file = stateFile(directory);
	if (!hasState(directory)) {
		throw new StorageError(
			"directory_unusable",
			`there is no state in ${directory}: nothing has run with this directory yet, or this user may not look into it`,
		);
	}
	let db: DatabaseSync | undefined;
	try {
		db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
		requireCurrentSchema(db, file);
		return createReader(db, file);
	} catch (error) {
		db?.close();
		throw asStorageError(error, file);
	}
}

function createReader(db: DatabaseSync, file: string): StateReader {
	const statements = prepareStatements(db);
	const checkpoints = db.prepare(
		"SELECT key, value, updated_at FROM checkpoint ORDER BY key",
	);
	const oldest = db.prepare(`
		SELECT exporter, min(stored_at) AS stored_at
		FROM queue JOIN payload ON payload.id = payload_id GROUP BY exporter`);
	const deadLetters = db.prepare(
		"SELECT exporter, count(*) AS requests FROM dead_letter GROUP BY exporter",
	);
	const delivered = db.prepare(
		"SELECT coalesce(sum(length(uids)), 0) AS bytes FROM delivered",
	);

	function read<T>(work: () => T): T {
		try {
			db.exec("BEGIN");
			try {
				return work();
			} finally {
				db.exec("COMMIT");
			}
		} catch (error) {
			throw asStorageError(error, file);
		}
	}

	function exporters(): ExporterState[] {
		const found = new Map<string, ExporterState>();
		for (const row of statements.depths.all()) {
			const id = row.exporter as string;
			const queued = {
				requests: row.requests as number,
				records: row.records as number,
				bytes: row.bytes as number,
			};
			found.set(id, { id, queued, deadLetters: 0 });
		}
		for (const row of oldest.all()) {
			const state = found.get(row.exporter as string);
			if (state === undefined) continue;
			const oldestStoredAt = row.stored_at as number;
			found.set(state.id, { ...state, oldestStoredAt });
		}
		for (const row of deadLetters.all()) {
			const id = row.exporter as string;
			const queued = { requests: 0, records: 0, bytes: 0 };
			found.set(id, {
				...(found.get(id) ?? { id, queued }),
				deadLetters: row.requests as number,
			});
		}
		return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
	}

	return {
		overview: () =>
			read(() => {
				const bytes = delivered.get()?.bytes as number;
				return {
					checkpoints: checkpoints.all().map((row) => ({
						key: row.key as string,
						value: row.value as string,
						updatedAt: row.updated_at as number,
					})),
					exporters: exporters(),
					size: { file: sizeOf(file), log: sizeOf(`${file}-wal`) },
					delivered: { uids: bytes / UID_BYTES, bytes },
				};
			}),
		deadLetters: ({ exporter, afterId = 0, limit }) =>
			read(() =>
				statements.listDeadLetters.all(exporter ?? null, afterId, limit),
			).map(toDeadLetter),
		deadLetter(id) {
			const row = read(() => statements.showDeadLetter.get(id));
			return row === undefined ? undefined : toShownDeadLetter(row);
		},
		close: () => db.close(),
	};
}

/** A reader can't migrate. */
function requireCurrentSchema(db: DatabaseSync, file: string): void {
	const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
	if (version === MIGRATIONS.length) return;
	const newer = version > MIGRATIONS.length;
	throw new StorageError(
		newer ? "newer_version" : "io",
		`the state file ${file} was written by ${newer ? "a newer" : "an older"} version of salesforce-otlp (its schema is ${version}, this version's is ${MIGRATIONS.length}). ${newer ? "Use that version" : "Run this version on it once, which brings it up to date"}`,
	);
}

function stateFile(directory: string): string {
	return join(directory, "state.db");
}

function sizeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
