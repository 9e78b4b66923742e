// The files that were full: `NAME-TIME.EXTENSION` beside the one that is written,
// named as the Collector's file exporter names them.

import { lstat, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { RotationConfig } from "../../config/schema/file-exporter.ts";

const DAY_MS = 86_400_000;

export interface Backup {
	readonly path: string;
	/** What its name says, ms since the epoch. */
	readonly time: number;
}

/** `localtime` is how names are written and read. */
export interface BackupNames {
	/** Renames the file; never over one that is there. Gives the new path. */
	moveAside(now: number): Promise<string>;
	/** Newest first. */
	list(): Promise<Backup[]>;
}

export function backupNames(path: string, localtime: boolean): BackupNames {
	const directory = dirname(path);
	const { stem, extension } = splitName(basename(path));

	return {
		async moveAside(now) {
			for (let time = now; ; time += 1) {
				const name = `${stem}-${formatTime(time, localtime)}${extension}`;
				const target = join(directory, name);
				if (await exists(target)) continue;
				await rename(path, target);
				return target;
			}
		},
		async list() {
			const backups: Backup[] = [];
			for (const name of await readdir(directory)) {
				if (!name.startsWith(`${stem}-`) || !name.endsWith(extension)) continue;
				const middle = name.slice(
					stem.length + 1,
					name.length - extension.length,
				);
				const time = parseTime(middle, localtime);
				if (time !== undefined) {
					backups.push({ path: join(directory, name), time });
				}
			}
			return backups.sort((one, other) => other.time - one.time);
		},
	};
}

/** Deletes what is too old or too many; gives what it deleted. */
export async function pruneBackups(
	names: BackupNames,
	{ max_backups, max_days }: RotationConfig,
	now: number,
): Promise<string[]> {
	if (max_backups === 0 && max_days === 0) return [];
	const surplus = (await names.list()).filter(
		({ time }, index) =>
			(max_backups > 0 && index >= max_backups) ||
			(max_days > 0 && now - time > max_days * DAY_MS),
	);
	for (const { path } of surplus) await unlink(path);
	return surplus.map(({ path }) => path);
}

/** `logs.jsonl.gz` is `logs` and `.jsonl.gz`: what looks for the extension finds backups, too. */
function splitName(name: string): { stem: string; extension: string } {
	const extension =
		/(?<=.)(?:\.[^.]+)?\.gz$|(?<=.)\.[^.]+$/.exec(name)?.[0] ?? "";
	return { stem: name.slice(0, name.length - extension.length), extension };
}

function formatTime(ms: number, localtime: boolean): string {
	const offset = localtime ? new Date(ms).getTimezoneOffset() * 60_000 : 0;
	return new Date(ms - offset)
		.toISOString()
		.replaceAll(":", "-")
		.replace("Z", "");
}

function parseTime(text: string, localtime: boolean): number | undefined {
	const match = /^(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2}\.\d{3})$/.exec(
		text,
	);
	if (match === null) return undefined;
	const [, day, hour, minute, second] = match;
	// Without an offset it is read as local time.
	const time = Date.parse(
		`${day}${hour}:${minute}:${second}${localtime ? "" : "Z"}`,
	);
	return Number.isNaN(time) ? undefined : time;
}

async function exists(path: string): Promise<boolean> {
	try {
		await lstat(path);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
		throw error;
	}
}
