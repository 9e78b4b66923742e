// Event types that never show a file: without a licence there are none, and no error
// either. Told once for each.

import type { Logger } from "../../../pipeline/logger.ts";
import type { FileKind } from "./file-kinds.ts";
import type { TypeProgress } from "./lane.ts";
import type { Progress } from "./progress.ts";

/** Every other type needs Event Monitoring. */
export const FREE_EVENT_TYPES = [
	"ApexUnexpectedException",
	"ApiTotalUsage",
	"CorsViolation",
	"CspViolation",
	"HostnameRedirects",
	"InsecureExternalAssets",
	"Login",
	"Logout",
] as const;

export interface MissingTypeLog {
	/** A poll has listed every file there is. */
	polled(progress: Progress, kind: FileKind): void;
}

export function createMissingTypeLog(logger: Logger): MissingTypeLog {
	const told = new Set<string>();
	return {
		polled(progress, { interval }) {
			const missing = progress
				.types()
				.filter((type) => neverHadAFile(progress, type))
				.map(({ eventType }) => eventType)
				.filter((eventType) => !told.has(eventType));
			// Of every type: no file at all.
			if (progress.listed === undefined && progress.types().length === 0) {
				missing.push(...(told.has("*") ? [] : ["*"]));
			}
			if (missing.length === 0) return;
			for (const eventType of missing) told.add(eventType);
			logger.warn(
				"No event log files of these event types: not licensed, not enabled, or no activity",
				{
					event_types: missing,
					log_file_interval: interval,
					free_event_types: FREE_EVENT_TYPES,
					cure: "Files appear hours after the events, daily ones the day after. Hourly files, and all event types but the free ones, need Event Monitoring; see Setup > Event Monitoring Settings.",
				},
			);
		},
	};
}

function neverHadAFile({ backlog }: Progress, type: TypeProgress): boolean {
	const { cursor, open } = type.state;
	return cursor === null && open.length === 0 && !backlog.has(type);
}
