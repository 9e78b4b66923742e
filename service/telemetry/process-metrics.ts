// What the process itself uses, measured when somebody asks. Not measured otherwise:
// the delay of the event loop is found by waking up for it.

import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ServiceTelemetry } from "./create-telemetry.ts";

/** Every delay that lasts longer is seen; the process wakes up as often. */
const RESOLUTION_MS = 50;
const SECONDS_A_NANOSECOND = 1e-9;

/** Returns what ends it. */
export function measureProcess(telemetry: ServiceTelemetry): () => void {
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	delay.enable();

	function gaugeDelay(statistic: string, nanoseconds: number): void {
		// The histogram measures the time between two wake-ups.
		const late = nanoseconds * SECONDS_A_NANOSECOND - RESOLUTION_MS / 1_000;
		telemetry.gauge(
			"salesforce_process_event_loop_delay_seconds",
			Math.max(0, late),
			{ statistic },
		);
	}

	const forget = telemetry.onCollect(() => {
		const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
		const { user, system } = process.cpuUsage();
		const { metrics } = telemetry;
		metrics.set("otelcol_process_uptime", process.uptime(), {});
		metrics.set("otelcol_process_cpu_seconds", (user + system) / 1e6, {});
		telemetry.gauge("otelcol_process_memory_rss", rss);
		telemetry.gauge("otelcol_process_runtime_heap_alloc_bytes", heapUsed);
		telemetry.gauge(
			"otelcol_process_runtime_total_sys_memory_bytes",
			heapTotal + external,
		);
		if (delay.count === 0) return;
		gaugeDelay("mean", delay.mean);
		gaugeDelay("p99", delay.percentile(99));
		gaugeDelay("max", delay.max);
		delay.reset();
	});

	return () => {
		forget();
		delay.disable();
	};
}
