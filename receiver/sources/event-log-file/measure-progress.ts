// How far the event types of a source have come, as measurements: what waits, and up
// to when everything is read.

import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { LogFile } from "./log-file.ts";
import type { TypeProgress } from "./progress.ts";

export interface ProgressMeter {
	/** Files that were listed for the first time. */
	seen(type: TypeProgress, files: number): void;
	/** These are still to be read, `left` in this poll, others when they are due again. */
	waiting(type: TypeProgress, left: number): void;
	/** A listing was read to its end; `now` by the org's clock. */
	listed(types: readonly TypeProgress[], now: number): void;
}

export function createProgressMeter(telemetry: Telemetry): ProgressMeter {
	function waiting(type: TypeProgress, left: number): void {
		const { eventType, settings, state } = type;
		telemetry
			.stream(settings.stream)
			.gauge("salesforce_receiver_files_waiting", left + state.open.length, {
				event_type: eventType,
			});
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
		listed(types, now) {
			for (const type of types) {
				waiting(type, 0);
				if (type.held || type.failed !== undefined) continue;
				const { eventType, settings, state } = type;
				const open = state.open.map((file) => Date.parse(file.createdDate));
				telemetry
					.stream(settings.stream)
					.age(
						"salesforce_receiver_watermark_age_seconds",
						Math.min(now - settings.settleMs, ...open),
						{ event_type: eventType },
					);
			}
		},
	};
}

/** How many of each event type. */
export function countByType(files: readonly LogFile[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { eventType } of files) {
		counts.set(eventType, (counts.get(eventType) ?? 0) + 1);
	}
	return counts;
}
