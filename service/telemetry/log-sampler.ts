// Leaves out log lines that repeat, as the Collector's logger does: of lines with the
// same level and message, the first `initial` within a tick are written, then every
// `thereafter`th. Bounded: beyond MAX_MESSAGES different ones in a tick, all pass.

import type { SamplingConfig } from "../../config/schema/telemetry.ts";
import type { LogLevel } from "../../pipeline/logger.ts";

const MAX_MESSAGES = 4_096;

/** Whether the line is written. */
export type LogSampler = (
	level: LogLevel,
	message: string,
	now: number,
) => boolean;

export function createLogSampler({
	enabled,
	tick,
	initial,
	thereafter,
}: SamplingConfig): LogSampler {
	if (!enabled) return () => true;
	const seen = new Map<string, number>();
	let tickStart = Number.NEGATIVE_INFINITY;
	return (level, message, now) => {
		// A clock that was set back begins a new tick as well.
		if (now - tickStart >= tick || now < tickStart) {
			seen.clear();
			tickStart = now;
		}
		const key = `${level} ${message}`;
		const before = seen.get(key) ?? 0;
		if (before > 0 || seen.size < MAX_MESSAGES) seen.set(key, before + 1);
		return before < initial || (before + 1 - initial) % thereafter === 0;
	};
}
