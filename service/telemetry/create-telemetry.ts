// The telemetry that the service gives to each component: log lines go to
// stderr, and over OTLP too when asked for; measurements and reports are kept for
// whoever reads them.

import type { SamplingConfig } from "../../config/schema/telemetry.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type {
	ComponentBoard,
	ComponentKind,
	ComponentName,
} from "../../pipeline/component-report.ts";
import type { LogFields, Logger, LogLevel } from "../../pipeline/logger.ts";
import type { Attributes } from "../../pipeline/measurements.ts";
import type { ProblemLog } from "../../pipeline/problem.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { createComponentBoard } from "./component-board.ts";
import { formatConsole, formatJson, type LogLine } from "./log-line.ts";
import { createLogSampler } from "./log-sampler.ts";
import {
	createMetricRegistry,
	type MetricRegistry,
} from "./metric-registry.ts";
import { createProblemLog } from "./problem-log.ts";

const LEVELS: Readonly<Record<LogLevel, number>> = {
	debug: 0,
	info: 1,
	warn: 2,
	error: 3,
};

export interface TelemetryOptions {
	readonly level: LogLevel;
	readonly encoding: "console" | "json";
	/** Absent: every line is written. */
	readonly sampling?: SamplingConfig | undefined;
	/** Gets each formatted line, newline included. */
	readonly write: (text: string) => void;
	readonly clock: Clock;
	/** Gets each line that passed the level as well, e.g. to send it over OTLP. */
	readonly also?: ((line: LogLine) => void) | undefined;
}

/** Brings measurements up to date that nobody tells, such as the depth of a queue. */
export type Collector = () => void | Promise<void>;

export interface ServiceTelemetry extends Telemetry {
	readonly metrics: MetricRegistry;
	readonly components: ComponentBoard;
	readonly problems: ProblemLog;
	/** Has `collector` called before measurements are read, until the returned function is called. */
	onCollect(collector: Collector): () => void;
	/** Calls every collector. Never rejects: one that fails leaves its measurements as they were. */
	collect(): Promise<void>;
}

export function createTelemetry(options: TelemetryOptions): ServiceTelemetry {
	const metrics = createMetricRegistry();
	const components = createComponentBoard(options.clock);
	const problems = createProblemLog();
	const collectors = new Set<Collector>();
	const format = options.encoding === "json" ? formatJson : formatConsole;
	const threshold = LEVELS[options.level];
	const passes = options.sampling && createLogSampler(options.sampling);

	function emit(level: LogLevel, message: string, fields: LogFields): void {
		if (LEVELS[level] < threshold) return;
		const time = options.clock.now();
		problems.add({ time, level, message, fields });
		if (passes?.(level, message, time) === false) {
			metrics.add("salesforce_log_lines_sampled", 1, { level });
			return;
		}
		const line = { time, level, message, fields };
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

	function telemetry(
		base: Attributes,
		log: Logger,
		name?: ComponentName,
	): Telemetry {
		const marked = (attributes: Attributes | undefined) =>
			attributes === undefined ? base : { ...base, ...attributes };
		return {
			logger: log,
			count: (name, value, attributes) =>
				metrics.add(name, value, marked(attributes)),
			gauge: (name, value, attributes) =>
				metrics.set(name, value, marked(attributes)),
			age: (name, since, attributes) =>
				metrics.set(name, since, marked(attributes)),
			record: (name, spread, attributes) =>
				metrics.record(name, spread, marked(attributes)),
			report(news) {
				if (name !== undefined) components.report(name, news);
			},
			component: (kind: ComponentKind, id: string) =>
				telemetry(
					{ ...base, [kind]: id },
					log.child({
						"otelcol.component.kind": kind,
						"otelcol.component.id": id,
					}),
					{ kind, id },
				),
			stream: (stream) =>
				telemetry(
					{ ...base, stream },
					log.child({ stream }),
					name && { ...name, stream },
				),
		};
	}

	return {
		...telemetry({}, logger({})),
		metrics,
		components,
		problems,
		onCollect(collector) {
			collectors.add(collector);
			return () => collectors.delete(collector);
		},
		async collect() {
			await Promise.allSettled(
				[...collectors].map(async (collector) => collector()),
			);
		},
	};
}
