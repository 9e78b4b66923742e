// A processor as the configuration makes it, with the counts that it makes.

import { loadConfig } from "../../../config/load.ts";
import { systemClock } from "../../../pipeline/clock.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";
import type {
	CounterAttributes,
	CounterName,
} from "../../../pipeline/telemetry.ts";
import { createProcessor } from "../../../service/create-processor.ts";
import { createTelemetry } from "../../../service/telemetry/create-telemetry.ts";
import { loadOver, MINIMAL } from "../config/minimal.ts";

export interface TestedProcessor {
	process(records: readonly LogRecord[]): readonly LogRecord[];
	/** Of one record that is not dropped. */
	change(record: LogRecord): LogRecord;
	total(name: CounterName, where?: CounterAttributes): number;
}

/** `settings` as YAML in one line, e.g. `{ presets: [email] }`. */
export function processorOf(type: string, settings: string): TestedProcessor {
	const { config } = loadOver([`processors: { ${type}: ${settings} }`]);
	const processorConfig = config.processors[type];
	if (processorConfig === undefined) throw new Error(`no ${type}`);
	const { metrics, component } = createTelemetry({
		level: "error",
		encoding: "json",
		write() {},
		clock: systemClock,
	});
	const processor = createProcessor(
		type,
		processorConfig,
		component("processor", type),
	);
	return {
		process: (records) => processor.process(records),
		change(record) {
			const [changed, ...more] = processor.process([record]);
			if (changed === undefined || more.length > 0) {
				throw new Error("not one record");
			}
			return changed;
		},
		total: (name, where) => metrics.total(name, { processor: type, ...where }),
	};
}

/** A configuration with processors in its pipeline. */
export function configWith(processors: string, ids: readonly string[]) {
	const pipeline = `service: { pipelines: { logs: { receivers: [salesforce], processors: [${ids}], exporters: [otlp_http] } } }`;
	return loadConfig(
		[
			{ name: "minimal.yaml", text: MINIMAL },
			{ name: "processors.yaml", text: `processors: { ${processors} }` },
			{ name: "pipeline.yaml", text: pipeline },
		],
		{},
	).config;
}
