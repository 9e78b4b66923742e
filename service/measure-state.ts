// The size of the state on the disk.

import { statSync } from "node:fs";
import { join } from "node:path";
import type { Telemetry } from "../pipeline/telemetry.ts";

const FILES = [
	["database", "state.db"],
	["write_ahead_log", "state.db-wal"],
] as const;

export function measureState(telemetry: Telemetry, directory: string): void {
	for (const [part, file] of FILES) {
		const found = statSync(join(directory, file), { throwIfNoEntry: false });
		telemetry.gauge("salesforce_storage_size_bytes", found?.size, { part });
	}
}
