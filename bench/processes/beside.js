// The measured process of what goes on beside a large file: the program as it is
// published, as a service, until so many records are acknowledged. In JavaScript for the
// same reason as receiver.js.

import { subscribe } from "node:diagnostics_channel";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { loadProgram, systemClock } from "../../dist/bench/program.js";

const { createService, createTelemetry, loadYamlConfig, startExtensions } =
	await loadProgram();
const { loadConfig } = await loadYamlConfig();

const LOOK_MS = 1;

/** @type {import("./beside-messages.ts").BesideSetup} */
const { yaml, records, polledOrg } = JSON.parse(process.argv[2] ?? "null");
const telemetry = createTelemetry({
	level: "warn",
	encoding: "console",
	write: (text) => process.stderr.write(text),
	clock: systemClock,
});
const { config } = loadConfig([{ name: "bench", text: yaml }], {});
const extensions = await startExtensions(config, telemetry, systemClock);
const service = await createService({
	config,
	telemetry,
	clock: systemClock,
	print: { write: () => true, color: false },
});
const polls = requestsTo(polledOrg);
const loopDelay = monitorEventLoopDelay({ resolution: LOOK_MS });
service.start();
process.send?.({ ports: extensions.ports });
const sent = () => telemetry.metrics.total("otelcol_exporter_sent_log_records");
while (sent() === 0) await pause();
loopDelay.enable();
polls.length = 0;
const started = performance.now();
const first = sent();
while (sent() < records) await pause();
/** @type {import("./beside-messages.ts").BesideMeasurement} */
const measured = {
	recordsPerSecond: (sent() - first) / ((performance.now() - started) / 1000),
	loopDelayMs: loopDelay.percentile(99) / 1e6 - LOOK_MS,
	pollsMs: [...polls],
};
await service.shutdown();
await extensions.shutdown();
process.send?.(measured, () => process.disconnect());

function pause() {
	return new Promise((resolve) => setTimeout(resolve, 20));
}

/**
 * How long each of this process's requests to that origin took, ms, until its answer was
 * read.
 * @param {string | undefined} origin
 */
function requestsTo(origin) {
	/** @type {number[]} */
	const took = [];
	const began = new WeakMap();
	subscribe("undici:request:create", (message) => {
		const { request } = /** @type {{ request: { origin: string } }} */ (
			message
		);
		if (request.origin === origin) began.set(request, performance.now());
	});
	subscribe("undici:request:trailers", (message) => {
		const { request } = /** @type {{ request: object }} */ (message);
		const since = began.get(request);
		if (since !== undefined) took.push(performance.now() - since);
	});
	return took;
}
