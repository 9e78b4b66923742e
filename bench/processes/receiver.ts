// The measured process: the program as it is published, for one poll, from its
// start to the last acknowledgement.

import { monitorEventLoopDelay } from "node:perf_hooks";
import { cpuMicros, type Measurement, peakRssBytes } from "../measurement.ts";
import { childArgument, tell } from "./child.ts";
import { published } from "./published.ts";

export interface ReceiverMeasurement extends Measurement {
	/** Of `cpuMicros`, what starting took. */
	readonly startMicros: number;
	/** How late the event loop was in one of a hundred looks, ms. */
	readonly loopDelayMs: number;
}

/** What it is configured with: a text in YAML that names these variables, or the variables alone. */
export interface ReceiverSetup {
	readonly environment: NodeJS.ProcessEnv;
	readonly yaml?: string;
}

const LOOK_MS = 1;
const TIMEOUT_MS = 15 * 60_000;

const { keepYoungGenerationSmall } = await published<
	typeof import("../../cli/young-generation.ts")
>("cli/young-generation.js");
keepYoungGenerationSmall();
const { configFromEnvironment, loadConfig } =
	await published<typeof import("../../config/load.ts")>("config/load.js");
const { systemClock } =
	await published<typeof import("../../pipeline/clock.ts")>(
		"pipeline/clock.js",
	);
const { createService } = await published<
	typeof import("../../service/create-service.ts")
>("service/create-service.js");
const { createTelemetry } = await published<
	typeof import("../../service/telemetry/create-telemetry.ts")
>("service/telemetry/create-telemetry.js");

const telemetry = createTelemetry({
	level: "warn",
	encoding: "console",
	write: (text) => process.stderr.write(text),
	clock: systemClock,
});
const service = await createService({
	config: configuration(childArgument<ReceiverSetup>()),
	telemetry,
	clock: systemClock,
	print: { write: (text) => process.stdout.write(text), color: false },
});
const startMicros = cpuMicros();
const loopDelay = monitorEventLoopDelay({ resolution: LOOK_MS });
loopDelay.enable();
const started = performance.now();
await service.runOnce(AbortSignal.timeout(TIMEOUT_MS));
const seconds = (performance.now() - started) / 1000;
await service.shutdown();
await tell({
	records: telemetry.metrics.total("otelcol_exporter_sent_log_records"),
	seconds,
	cpuMicros: cpuMicros(),
	startMicros,
	// The histogram has whole intervals, the time between two looks included.
	loopDelayMs: loopDelay.percentile(99) / 1e6 - LOOK_MS,
	peakRssBytes: peakRssBytes(),
} satisfies ReceiverMeasurement);
process.disconnect();

function configuration({ environment, yaml }: ReceiverSetup) {
	const { config } =
		yaml === undefined
			? configFromEnvironment(environment)
			: loadConfig([{ name: "bench", text: yaml }], environment);
	return config;
}
