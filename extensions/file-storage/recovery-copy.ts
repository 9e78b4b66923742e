// The copy of the checkpoints beside state.db, from which a new one goes on when
// that file is damaged.
//
// Invariant: a copy holds only what is true without the queue. Checkpoints are
// copied together with the newest request of that moment, and the copy takes its
// place when no exporter has that request or an older one to send any more. So
// whoever goes on from it loses nothing; what came later is read, and sent, again.

import {
	closeSync,
	fsyncSync,
	openSync,
	readFileSync,
	renameSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../pipeline/clock.ts";
import { reach } from "../../pipeline/fault-point.ts";
import type { Logger } from "../../pipeline/logger.ts";
import type { StateDatabase } from "./state-database.ts";
import { makePrivate } from "./state-directory.ts";

const FILE = "checkpoints.json";
const INTERVAL_MS = 5_000;

const schema = z.object({
	v: z.literal(1),
	saved_at: z.iso.datetime(),
	checkpoints: z.array(
		z.object({ key: z.string(), value: z.string(), updated_at: z.number() }),
	),
});

export type CheckpointCopy = Readonly<z.infer<typeof schema>>;

export function copyFile(directory: string): string {
	return join(directory, FILE);
}

/** A text says what is wrong with it. Throws a SyntaxError when it is not JSON. */
export function parseCopy(json: string): CheckpointCopy | string {
	const { success, data, error } = schema.safeParse(JSON.parse(json));
	return success ? data : z.prettifyError(error);
}

/** Undefined when there is none; a text says why it can't be read. */
export function readCopy(
	directory: string,
): CheckpointCopy | string | undefined {
	try {
		return parseCopy(readFileSync(copyFile(directory), "utf8"));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		return (error as Error).message;
	}
}

/** Whoever reads the file finds the old copy or the new one, never a part. */
function writeCopy(directory: string, copy: CheckpointCopy): void {
	const file = copyFile(directory);
	const fresh = `${file}.new`;
	const descriptor = openSync(fresh, "w", 0o600);
	try {
		writeSync(descriptor, JSON.stringify(copy));
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	makePrivate(fresh);
	reach("checkpoint_copy.written");
	renameSync(fresh, file);
	reach("checkpoint_copy.renamed");
}

export interface Copier {
	/** A checkpoint has moved. */
	moved(): void;
	/** Requests were deleted. */
	deleted(): void;
	/** Copies what can be copied, without waiting. */
	close(): void;
}

interface Snapshot {
	readonly copy: CheckpointCopy;
	/** The newest request that was stored by then. */
	readonly newest: number;
}

export function createCopier(
	database: StateDatabase,
	directory: string,
	clock: Clock,
	logger: Logger,
): Copier {
	const { checkpoints, newest, oldest } = database.read(() => ({
		checkpoints: database.db.prepare(
			"SELECT key, value, updated_at FROM checkpoint ORDER BY key",
		),
		newest: database.db.prepare(
			"SELECT seq FROM sqlite_sequence WHERE name = 'payload'",
		),
		oldest: database.db.prepare("SELECT min(payload_id) AS id FROM queue"),
	}));
	const closing = new AbortController();
	let running = false;
	let changed = false;
	let pending: Snapshot | undefined;

	function snapshot(): Snapshot {
		return database.read(() => ({
			copy: {
				v: 1,
				saved_at: new Date(clock.now()).toISOString(),
				checkpoints:
					checkpoints.all() as unknown as CheckpointCopy["checkpoints"],
			},
			newest: Number(newest.get()?.seq ?? 0),
		}));
	}

	/** Nothing of it is queued any more. */
	function isSafe(of: Snapshot): boolean {
		const id = database.read(() => oldest.get())?.id;
		return typeof id !== "number" || id > of.newest;
	}

	function copy(): void {
		for (;;) {
			if (pending === undefined) {
				if (!changed) return;
				pending = snapshot();
				changed = false;
			}
			if (!isSafe(pending)) return;
			writeCopy(directory, pending.copy);
			pending = undefined;
		}
	}

	function tryToCopy(): void {
		try {
			copy();
		} catch (error) {
			// The one before stays: it is older, and as safe.
			logger.debug(`the checkpoints were not copied: ${error}`);
		}
	}

	function soon(): void {
		if (running || closing.signal.aborted) return;
		running = true;
		clock
			.sleep(INTERVAL_MS, closing.signal)
			.then(tryToCopy, () => {})
			.finally(() => {
				running = false;
			});
	}

	return {
		moved() {
			changed = true;
			soon();
		},
		deleted() {
			if (pending !== undefined || changed) soon();
		},
		close() {
			closing.abort(new Error("the storage is closed"));
			tryToCopy();
		},
	};
}
