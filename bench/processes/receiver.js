// The measured process: the program as it is published, for one poll, from its start
// to the last acknowledgement. In JavaScript, and with nothing of the benchmark's: what
// removes the types of TypeScript would be 18 MiB of what is measured.

import { monitorEventLoopDelay } from "node:perf_hooks";
import { loadProgram, systemClock } from "../../dist/bench/program.js";

const {
	configFromEnvironment,
	createService,
	createTelemetry,
	loadYamlConfig,
} = await loadProgram();

const LOOK_MS = 1;
const TIMEOUT_MS = 15 * 60_000;

/** @type {import("./receiver-messages.ts").ReceiverSetup} */
const setup = JSON.parse(process.argv[2] ?? "null");
const telemetry = createTelemetry({
	level: "warn",
	encoding: "console",
	write: (text) => process.stderr.write(text),
	clock: systemClock,
});
const service = await createService({
	config: await configuration(setup),
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
/** @type {import("./receiver-messages.ts").ReceiverMeasurement} */
const measured = {
	records: telemetry.metrics.total("otelcol_exporter_sent_log_records"),
	seconds,
	cpuMicros: cpuMicros(),
	startMicros,
	// The histogram has whole intervals, the time between two looks included.
	loopDelayMs: loopDelay.percentile(99) / 1e6 - LOOK_MS,
	// Kibibytes: libuv evens out what the systems report.
	peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
process.send?.(measured, () => process.disconnect());

/** @param {import("./receiver-messages.ts").ReceiverSetup} setup */
async function configuration({ environment, yaml }) {
	if (yaml === undefined) return configFromEnvironment(environment).config;
	const { loadConfig } = await loadYamlConfig();
	return loadConfig([{ name: "bench", text: yaml }], environment).config;
}

function cpuMicros() {
	const { user, system } = process.cpuUsage();
	return user + system;
}
