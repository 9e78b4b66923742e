// What a process holds at one moment, from /proc.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface ProcessSample {
	readonly rssBytes: number;
	readonly descriptors: number;
	/** The state file with its write-ahead log. */
	readonly databaseBytes: number;
}

export function sampleProcess(
	pid: number,
	stateDirectory: string,
): ProcessSample {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	const kibibytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
	return {
		rssBytes: kibibytes * 1024,
		descriptors: readdirSync(`/proc/${pid}/fd`).length,
		databaseBytes: ["state.db", "state.db-wal"]
			.map((name) => sizeOf(join(stateDirectory, name)))
			.reduce((sum, size) => sum + size),
	};
}

function sizeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
