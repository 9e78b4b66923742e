// Makes docs/images/status-page.png, the picture in the README: the demo's org over an
// hour, which passes in minutes because every clock but the browser's runs faster.

import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { startSink } from "../../../cli/demo/sink.ts";
import { loadConfig } from "../../../config/load.ts";
import { type Clock, systemClock } from "../../../pipeline/clock.ts";
import { createService } from "../../../service/create-service.ts";
import { startExtensions } from "../../../service/start-extensions.ts";
import { createTelemetry } from "../../../service/telemetry/create-telemetry.ts";
import { startSimulator } from "../../../simulator/start-simulator.ts";
import { startBrowser } from "./browser.ts";

const IMAGE = join(import.meta.dirname, "../../../docs/images/status-page.png");
const MAX_BYTES = 300_000;
const SPEED = 25;
const MINUTES = 62;

const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-picture-"));
const org = await startSimulator({
	users: 40,
	hours: 4,
	rows_per_hour: 300,
	latency: "30m",
	speed: SPEED,
});
const start = Date.now();
const clock: Clock = {
	now: () => start + (Date.now() - start) * SPEED,
	sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal),
};
const sinks = [await startSink(), await startSink()];
const exporter = (index: number) => ({
	endpoint: sinks[index]?.endpoint,
	encoding: "json",
});
const { config } = loadConfig(
	[
		{
			name: "picture.yaml",
			text: stringify({
				receivers: {
					salesforce: {
						...parse(org.config()).receivers.salesforce,
						streams: {
							login: { source: "object", poll_interval: "5m" },
							logout: { source: "object", poll_interval: "5m" },
							apex: {
								event_types: ["ApexExecution", "ApexCallout"],
								poll_interval: "10m",
							},
							setup_audit_trail: { poll_interval: "5m" },
						},
					},
				},
				exporters: {
					"otlp_http/collector": exporter(0),
					"otlp_http/elastic": exporter(1),
				},
				extensions: {
					file_storage: { directory },
					status_page: { endpoint: "localhost:0" },
				},
				service: {
					extensions: ["file_storage", "status_page"],
					pipelines: {
						logs: {
							receivers: ["salesforce"],
							exporters: ["otlp_http/collector", "otlp_http/elastic"],
						},
					},
				},
			}),
		},
	],
	{},
);
const telemetry = createTelemetry({
	level: "warn",
	encoding: "console",
	write: (text) => process.stderr.write(text),
	clock,
});
const extensions = await startExtensions(config, telemetry, clock);
const service = await createService({
	config,
	telemetry,
	clock,
	print: { write() {}, color: false },
});
const browser = await startBrowser();
try {
	service.start();
	const page = await browser.newPage({
		viewport: { width: 1200, height: 800 },
	});
	await page.goto(`http://localhost:${extensions.ports.status_page}/`);
	await page.waitForTimeout((MINUTES * 60_000) / SPEED);
	mkdirSync(join(IMAGE, ".."), { recursive: true });
	await page.screenshot({ path: IMAGE, fullPage: true });
} finally {
	await browser.close();
	await service.shutdown();
	await extensions.shutdown();
	for (const sink of sinks) await sink.close();
	await org.close();
	rmSync(directory, { recursive: true, force: true });
}
const { size } = statSync(IMAGE);
if (size > MAX_BYTES) throw new Error(`${size} bytes are too many`);
console.log(`wrote ${IMAGE} (${size} bytes)`);
