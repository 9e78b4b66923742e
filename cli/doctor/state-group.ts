// The state directory, looked at from outside: nothing in it is written, locked or made,
// because a service may be running with it.

import { accessSync, constants, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { lockHolder } from "../../extensions/file-storage/directory-lock.ts";
import {
	hasState,
	openStateReader,
} from "../../extensions/file-storage/state-reader.ts";
import { formatBytes } from "../state/format.ts";
import {
	type Check,
	type CheckGroup,
	type Finding,
	fail,
	pass,
	skip,
	warn,
} from "./check.ts";

const GIB = 1024 ** 3;
const LITTLE = GIB;
const TOO_LITTLE = GIB / 10;

/** Magic numbers of statfs(2) on Linux, of file systems that SQLite can't lock safely on. */
const NETWORK: Readonly<Record<number, string>> = {
	26985: "NFS",
	20859: "SMB",
	4283649346: "CIFS",
	4266872130: "SMB2",
	16914839: "9p",
	12805120: "Ceph",
	1397113167: "AFS",
	198183888: "Lustre",
	1196446803: "GPFS",
	1702057286: "FUSE",
	1634035297: "FUSE (virtiofs)",
};
const MEMORY: Readonly<Record<number, string>> = {
	16914836: "tmpfs",
	2240043254: "ramfs",
};
const CONTAINER_LAYER = 2035054128;

const MOVE =
	"Name a directory on a local disk that outlives the process (extensions: file_storage: directory).";

export function stateGroup(directory: string, maxSize?: number): CheckGroup {
	const path = resolve(directory);
	const checks: Check[] = [
		{ name: "writable", needs: [], run: async () => writable(path) },
		{ name: "local disk", needs: [], run: async () => localDisk(path) },
		{
			name: "free space",
			needs: [],
			run: async () => freeSpace(path, maxSize),
		},
		{ name: "state", needs: [], run: async () => state(path) },
	];
	return { subject: `state directory ${path}`, checks };
}

/** The directory, or the nearest one above it that exists: it is made in there. */
function existing(path: string): string {
	for (let at = path; ; at = dirname(at)) {
		if (statSync(at, { throwIfNoEntry: false }) !== undefined) return at;
		if (at === dirname(at)) return at;
	}
}

function writable(path: string): Finding {
	const at = existing(path);
	const stats = statSync(at);
	if (!stats.isDirectory()) return fail(`${at} is no directory`, MOVE);
	try {
		accessSync(at, constants.W_OK | constants.X_OK);
	} catch (error) {
		return fail(
			(error as Error).message,
			"Give this user the right to write there, or run doctor as the service's user; or name another directory (extensions: file_storage: directory).",
		);
	}
	if (at !== path) return pass(`it is not there yet, and can be made in ${at}`);
	return (stats.mode & 0o022) === 0
		? pass(`mode ${(stats.mode & 0o777).toString(8)}`)
		: warn(
				`other users can write to it (mode ${(stats.mode & 0o777).toString(8)}), and so replace what is kept there`,
				`chmod 700 ${path}`,
			);
}

function localDisk(path: string): Finding {
	if (process.platform !== "linux") {
		return skip("can be told on Linux only");
	}
	const { type } = statfsSync(existing(path));
	const network = NETWORK[type];
	if (network !== undefined) {
		return fail(
			`it is on ${network}, where locks and a durable write can't be relied on`,
			MOVE,
		);
	}
	const memory = MEMORY[type];
	if (memory !== undefined) {
		return warn(
			`it is on ${memory}: queue and checkpoints are gone after a restart of the machine`,
			MOVE,
		);
	}
	return type === CONTAINER_LAYER
		? warn(
				"it is in a container's own layer, and goes with the container",
				"Mount a volume there.",
			)
		: pass(`file system ${type.toString(16)}`);
}

function freeSpace(path: string, maxSize: number | undefined): Finding {
	const { bavail, bsize, blocks } = statfsSync(existing(path));
	if (blocks === 0) return skip("the file system does not tell");
	const free = bavail * bsize;
	const limit =
		maxSize === undefined
			? ""
			: `, of which max_size takes ${formatBytes(maxSize)}`;
	const found = `${formatBytes(free)}${limit}`;
	const cure =
		"Make room, or name another directory: the queue grows while a backend is down, and receivers wait when it can't.";
	if (free < TOO_LITTLE) return fail(found, cure);
	return free < Math.max(LITTLE, maxSize ?? 0)
		? warn(found, cure)
		: pass(found);
}

/** What a process that was killed has left behind names nobody. */
function runningHolder(path: string): string | undefined {
	const holder = lockHolder(path);
	if (holder === undefined) return undefined;
	try {
		process.kill(Number(holder), 0);
		return holder;
	} catch (error) {
		// Another user's process runs, too.
		return (error as NodeJS.ErrnoException).code === "EPERM"
			? holder
			: undefined;
	}
}

function state(path: string): Finding {
	if (!hasState(path)) return pass("none yet: the first start makes it");
	const reader = openStateReader(path);
	try {
		const { checkpoints, exporters, size } = reader.overview();
		const holder = runningHolder(path);
		const letters = exporters.reduce(
			(sum, { deadLetters }) => sum + deadLetters,
			0,
		);
		const queued = exporters.reduce(
			(sum, { queued }) => sum + queued.records,
			0,
		);
		const found = `${formatBytes(size.file + size.log)}, ${checkpoints.length} checkpoints, ${queued} records queued, ${letters} dead letters${holder === undefined ? "" : `; process ${holder} has it`}`;
		return letters === 0
			? pass(found)
			: warn(
					found,
					"salesforce-otlp state dead-letters list shows what backends refused for good.",
				);
	} finally {
		reader.close();
	}
}
