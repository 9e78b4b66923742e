// The file, ready to be appended to: after its last whole request, whatever a crash
// has left behind it.

import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Logger } from "../../pipeline/logger.ts";
import { findEnd, readRange } from "./find-end.ts";
import type { Framing } from "./framing.ts";

/** With O_APPEND nothing that somebody else wrote is ever overwritten. */
export const OPEN_FLAGS =
	constants.O_RDWR | constants.O_CREAT | constants.O_APPEND;
export const FILE_MODE = 0o600;

/** A tail beyond this is not looked into: no request is as large. */
const MAX_TAIL_BYTES = 64 * 1024 * 1024;

export interface Archive {
	readonly handle: FileHandle;
	readonly device: number;
	readonly inode: number;
	/** All of it is on disk. */
	size: number;
}

/** Gives undefined when the file is not one to append to. */
export async function openArchive(
	path: string,
	framing: Framing,
	logger: Logger,
): Promise<Archive | undefined> {
	const handle = await open(path, OPEN_FLAGS, FILE_MODE);
	try {
		const size = await mended(handle, path, framing, logger);
		if (size === undefined) {
			await handle.close();
			return undefined;
		}
		await syncDirectory(path);
		const { dev: device, ino: inode } = await handle.stat();
		return { handle, device, inode, size };
	} catch (error) {
		await handle.close();
		throw error;
	}
}

/** Makes a new or renamed file survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
	const directory = await open(dirname(path), "r");
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}

/** The size once the file ends with a whole request; undefined when it can't be made so. */
async function mended(
	handle: FileHandle,
	path: string,
	framing: Framing,
	logger: Logger,
): Promise<number | undefined> {
	const { size } = await handle.stat();
	if (!framing.continues(await readRange(handle, 0, 2))) return undefined;
	const end = await findEnd(handle, size, framing.end);
	if (end === size) return size;
	const tail =
		size - end > MAX_TAIL_BYTES
			? "foreign"
			: await framing.judge(await readRange(handle, end, size));
	if (tail === "foreign") return undefined;
	if (tail === "torn") {
		await handle.truncate(end);
		await handle.datasync();
		logger.warn(
			`the last request in ${path} was cut off when it was written; its ${size - end} bytes are removed, and it is sent again`,
		);
		return end;
	}
	await handle.appendFile(framing.end);
	await handle.datasync();
	return size + framing.end.length;
}
