// The telemetry that the service gives to each component: log lines go to
// stderr, and over OTLP too when asked for; counts are kept.

import type { Clock } from "../../pipeline/clock.ts";
import type { LogFields, Logger, LogLevel } from "../../pipeline/logger.ts";
import type { CounterAttributes, Telemetry } from "../../pipeline/telemetry.ts";
import { type Counters, createCounters } from "./counters.ts";
import { formatConsole, formatJson, type LogLine } from "./log-line.ts";

const LEVELS: Readonly<Record<LogLevel, number>> = {
	debug: 0,
	info: 1,
	warn: 2,
	error: 3,
};

export interface TelemetryOptions {
	readonly level: LogLevel;
	readonly encoding: "console" | "json";
	/** Gets each formatted line, newline included. */
	readonly write: (text: string) => void;
	readonly clock: Clock;
	/** Gets each line that passed the level as well, e.g. to send it over OTLP. */
	readonly also?: ((line: LogLine) => void) | undefined;
}

export interface ServiceTelemetry extends Telemetry {
	readonly counters: Counters;
}

export function createTelemetry(options: TelemetryOptions): ServiceTelemetry {
	const counters = createCounters();
	const format = options.encoding === "json" ? formatJson : formatConsole;
	const threshold = LEVELS[options.level];

	function emit(level: LogLevel, message: string, fields: LogFields): void {
		if (LEVELS[level] < threshold) return;
		const line = { time: options.clock.now(), level, message, fields };
		options.write(`${format(line)}\n`);
		options.also?.(line);
	}

	function logger(base: LogFields): Logger {
		return {
			debug: (message, fields) =>
				emit("debug", message, { ...base, ...fields }),
			info: (message, fields) => emit("info", message, { ...base, ...fields }),
			warn: (message, fields) => emit("warn", message, { ...base, ...fields }),
			error: (message, fields) =>
				emit("error", message, { ...base, ...fields }),
			child: (fields) => logger({ ...base, ...fields }),
		};
	}

	function telemetry(base: CounterAttributes, log: Logger): Telemetry {
		return {
			logger: log,
			count: (name, value, attributes) =>
				counters.add(name, value, { ...base, ...attributes }),
			component: (kind, id) =>
				telemetry(
					{ ...base, [kind]: id },
					log.child({
						"otelcol.component.kind": kind,
						"otelcol.component.id": id,
					}),
				),
		};
	}

	return { ...telemetry({}, logger({})), counters };
}
