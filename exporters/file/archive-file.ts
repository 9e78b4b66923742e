// Appends requests to a file that rotates.
//
// Invariants: `append` resolves when the bytes are on the disk (fdatasync), and not
// before; what failed is taken out again, so that the file always ends with a whole
// request; a rotation renames, and never deletes what it was not told to; one
// write at a time.

import { stat } from "node:fs/promises";
import type { RotationConfig } from "../../config/schema/file-exporter.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { backupNames, pruneBackups } from "./backups.ts";
import type { Framing } from "./framing.ts";
import { type Archive, openArchive, syncDirectory } from "./open-archive.ts";

const MEBIBYTE = 1024 * 1024;

export interface ArchiveFile {
	/** `request` is without its end. Rejects with the error of the file system; the request is not in the file then. */
	append(request: Uint8Array): Promise<void>;
	/** After what was appended. Idempotent. */
	close(): Promise<void>;
}

export interface ArchiveFileOptions {
	readonly path: string;
	readonly framing: Framing;
	/** Absent: the file grows for ever. */
	readonly rotation?: RotationConfig | undefined;
	readonly clock: Clock;
	readonly logger: Logger;
}

interface Pending {
	readonly request: Uint8Array;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

export function createArchiveFile(options: ArchiveFileOptions): ArchiveFile {
	const { path, framing, rotation, clock, logger } = options;
	const names = backupNames(path, rotation?.localtime ?? false);
	const limit =
		rotation === undefined
			? Number.POSITIVE_INFINITY
			: rotation.max_megabytes * MEBIBYTE;
	let pending: Pending[] = [];
	let writing: Promise<void> = Promise.resolve();
	let archive: Archive | undefined;

	async function release(): Promise<void> {
		const closing = archive;
		archive = undefined;
		await closing?.handle.close();
	}

	async function moveAside(): Promise<string> {
		await release();
		const backup = await names.moveAside(clock.now());
		await syncDirectory(path);
		return backup;
	}

	async function prune(config: RotationConfig): Promise<void> {
		try {
			for (const deleted of await pruneBackups(names, config, clock.now())) {
				logger.info("an old backup is deleted (rotation)", { path: deleted });
			}
		} catch (error) {
			logger.warn(
				`old backups of ${path} can't be deleted: ${(error as Error).message}`,
			);
		}
	}

	/** The file as it is now: somebody may have moved it away, emptied it or written to it. */
	async function current(): Promise<Archive> {
		if (archive !== undefined && !(await isUnchanged(archive, path))) {
			await release();
		}
		archive ??= await openArchive(path, framing, logger);
		if (archive !== undefined) return archive;
		const backup = await moveAside();
		logger.warn(
			`${path} holds something else than ${framing.content} and is not appended to; it is now ${backup}`,
		);
		archive = await openArchive(path, framing, logger);
		if (archive === undefined) throw new Error("it changes all the time");
		return archive;
	}

	/** As many as fit in one file, at least one. */
	function take(room: number): Pending[] {
		let size = 0;
		const count = pending.findIndex(({ request }, index) => {
			size += request.length + framing.end.length;
			return size > room && index > 0;
		});
		return pending.splice(0, count < 0 ? pending.length : count);
	}

	function isFull({ size }: Archive): boolean {
		const [first] = pending;
		const next = (first?.request.length ?? 0) + framing.end.length;
		return size > 0 && size + next > limit;
	}

	async function writeBatch(): Promise<void> {
		let batch = pending;
		try {
			let file = await current();
			if (isFull(file)) {
				await moveAside();
				if (rotation !== undefined) await prune(rotation);
				file = await current();
			}
			batch = take(limit - file.size);
			await write(file, batch);
		} catch (error) {
			await release().catch(() => {});
			pending = pending.filter((one) => !batch.includes(one));
			for (const { reject } of batch) reject(error);
			return;
		}
		for (const { resolve } of batch) resolve();
	}

	async function write(file: Archive, batch: readonly Pending[]) {
		const bytes = Buffer.concat(
			batch.flatMap(({ request }) => [request, framing.end]),
		);
		try {
			await file.handle.appendFile(bytes);
			await file.handle.datasync();
		} catch (error) {
			// Where this fails as well, the tail is mended when the file is opened again.
			await file.handle.truncate(file.size).catch(() => {});
			throw error;
		}
		file.size += bytes.length;
		if ((await file.handle.stat()).nlink === 0) {
			throw new Error("the file was deleted while it was written");
		}
	}

	async function drain(): Promise<void> {
		while (pending.length > 0) await writeBatch();
	}

	return {
		append: (request) =>
			new Promise((resolve, reject) => {
				pending.push({ request, resolve, reject });
				// The others that come meanwhile share the next fdatasync.
				if (pending.length === 1) writing = writing.then(drain);
			}),
		async close() {
			await writing;
			await release();
		},
	};
}

async function isUnchanged(archive: Archive, path: string): Promise<boolean> {
	const there = await stat(path).catch((error) => {
		if (error.code === "ENOENT") return undefined;
		throw error;
	});
	return (
		there !== undefined &&
		there.dev === archive.device &&
		there.ino === archive.inode &&
		there.size === archive.size
	);
}
