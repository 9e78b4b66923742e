// Telemetry that keeps what it is told, for tests to look at.

import type { LogFields, Logger, LogLevel } from "../../../pipeline/logger.ts";
import type { CounterName, Telemetry } from "../../../pipeline/telemetry.ts";
import { deafTelemetry } from "../deaf-telemetry.ts";

export interface LogLine {
	readonly level: LogLevel;
	readonly message: string;
	readonly fields: LogFields;
}

export interface RecordingTelemetry extends Telemetry {
	readonly lines: LogLine[];
	total(name: CounterName): number;
	messages(level: LogLevel): string[];
}

export function recordingTelemetry(): RecordingTelemetry {
	const lines: LogLine[] = [];
	const totals = new Map<string, number>();
	const log =
		(level: LogLevel) =>
		(message: string, fields: LogFields = {}) => {
			lines.push({ level, message, fields });
		};
	const logger: Logger = {
		debug: log("debug"),
		info: log("info"),
		warn: log("warn"),
		error: log("error"),
		child: () => logger,
	};
	const telemetry: RecordingTelemetry = {
		...deafTelemetry,
		lines,
		logger,
		count(name, value) {
			totals.set(name, (totals.get(name) ?? 0) + value);
		},
		component: () => telemetry,
		stream: () => telemetry,
		total: (name) => totals.get(name) ?? 0,
		messages: (level) =>
			lines.filter((line) => line.level === level).map((line) => line.message),
	};
	return telemetry;
}
