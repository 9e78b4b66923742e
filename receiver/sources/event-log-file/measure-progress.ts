// How far the event types of a source have come, as measurements: what waits, and up
// to when everything is read.

import type { Telemetry } from "../../../pipeline/telemetry.ts";
import { backlogKey } from "./backlog.ts";
import type { TypeProgress } from "./lane.ts";
import type { LogFile } from "./log-file.ts";
import type { Progress } from "./progress.ts";

export interface ProgressMeter {
	/** Files that were listed for the first time. */
	seen(type: TypeProgress, files: number): void;
	/** These are still to be read, `left` in this poll, others when they are due again. */
	waiting(type: TypeProgress, left: number): void;
	/** The lane of what is new was read to its end; `now` by the org's clock. */
	listed(progress: Progress, now: number): void;
}

export function createProgressMeter(telemetry: Telemetry): ProgressMeter {
	/** By the key of the lane's state. */
	const waits = new Map<string, number>();

	function waiting(type: TypeProgress, left: number): void {
		const { eventType, settings, state, key } = type;
		waits.set(key, left + state.open.length);
		const own = fresh(key);
		telemetry
			.stream(settings.stream)
			.gauge(
				"salesforce_receiver_files_waiting",
				(waits.get(own) ?? 0) + (waits.get(backlogKey(own)) ?? 0),
				{ event_type: eventType },
			);
	}

	return {
		waiting,
		seen({ eventType, settings }, files) {
			telemetry
				.stream(settings.stream)
				.count("salesforce_receiver_files_seen", files, {
					event_type: eventType,
				});
		},
		listed(progress, now) {
			const behind = new Map(
				progress.backlog
					.types()
					.map(({ key, state }) => [fresh(key), Date.parse(state.since)]),
			);
			for (const type of progress.types()) {
				waiting(type, 0);
				if (type.held || type.failed !== undefined) continue;
				const { eventType, settings, state, key } = type;
				const open = state.open.map((file) => Date.parse(file.createdDate));
				telemetry
					.stream(settings.stream)
					.age(
						"salesforce_receiver_watermark_age_seconds",
						Math.min(
							now - settings.settleMs,
							behind.get(key) ?? Number.POSITIVE_INFINITY,
							...open,
						),
						{ event_type: eventType },
					);
			}
		},
	};
}

function fresh(key: string): string {
	return key.replace(/:backlog$/, "");
}

/** How many of each event type. */
export function countByType(files: readonly LogFile[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { eventType } of files) {
		counts.set(eventType, (counts.get(eventType) ?? 0) + 1);
	}
	return counts;
}
