// `doctor`: tries everything out that a configuration needs, live and one by one, and
// says of each what is wrong and what to do. It looks only: nothing is written, here or
// in the org, but for one record that is asked for.

import { type Config, fileStorageOf } from "../config/schema/config.ts";
import { systemClock } from "../pipeline/clock.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";
import { listenForShutdown } from "../service/shutdown-signals.ts";
import { createTelemetry } from "../service/telemetry/create-telemetry.ts";
import { VERSION } from "../service/version.ts";
import { colorOf } from "./color.ts";
import { type CheckGroup, fail, type Result } from "./doctor/check.ts";
import { exporterGroup } from "./doctor/exporter-group.ts";
import { orgGroup } from "./doctor/org-group.ts";
import { createPrinter, jsonReport, summaryLine } from "./doctor/report.ts";
import { runChecks } from "./doctor/run-checks.ts";
import { stateGroup } from "./doctor/state-group.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";
import { readConfig } from "./read-config.ts";

export interface DoctorOptions {
	readonly config: readonly string[];
	readonly json?: boolean;
	readonly sendTestRecord?: boolean;
}

export async function doctor(options: DoctorOptions): Promise<number> {
	const config = await readConfig(options.config);
	if (config === undefined) return EXIT_USAGE;
	const signals = listenForShutdown((code) => process.exit(code));
	const stop = new AbortController();
	void signals.received.then(() => stop.abort());
	const { groups, close } = groupsOf(config, options);
	const printer = createPrinter({ color: colorOf(process.stdout) });
	const results: Result[] = [];
	try {
		for await (const result of runChecks(groups, stop.signal)) {
			results.push(result);
			if (!options.json) console.log(printer.lines(result));
		}
	} finally {
		await close();
		signals.release();
	}
	console.log(
		options.json ? jsonReport(results, VERSION) : `\n${summaryLine(results)}`,
	);
	const failed = results.some(({ status }) => status === "FAIL");
	return failed || stop.signal.aborted ? EXIT_FAILED : EXIT_OK;
}

function groupsOf(config: Config, { sendTestRecord }: DoctorOptions) {
	const storage = fileStorageOf(config);
	const telemetry = silentTelemetry();
	const common = { clock: systemClock, version: VERSION, telemetry };
	const closing: (() => Promise<void>)[] = [];

	const orgs = inUse(config, "receivers").map((id): CheckGroup => {
		const receiver = config.receivers[id];
		if (receiver === undefined) throw new Error(`${id} is not configured`);
		try {
			const group = orgGroup({
				...common,
				id,
				config: receiver,
				env: process.env,
			});
			closing.push(group.close);
			return group;
		} catch (error) {
			// A file of the TLS settings: one org's trouble is not another's.
			const { message, cure = "" } = error as Error & { cure?: string };
			return {
				subject: `receiver ${id}: ${receiver.instance_url}`,
				checks: [
					{ name: "settings", needs: [], run: async () => fail(message, cure) },
				],
			};
		}
	});
	const exporters = inUse(config, "exporters").map((id) => {
		const exporter = config.exporters[id];
		if (exporter === undefined) throw new Error(`${id} is not configured`);
		return exporterGroup({
			...common,
			id,
			config: exporter,
			sendTestRecord: sendTestRecord ?? false,
		});
	});
	return {
		groups: [
			stateGroup(storage.directory, storage.max_size),
			...orgs,
			...exporters,
		],
		async close() {
			for (const end of closing) await end();
		},
	};
}

function inUse(config: Config, kind: "receivers" | "exporters"): string[] {
	const pipelines = Object.values(config.service.pipelines);
	return [...new Set(pipelines.flatMap((pipeline) => pipeline[kind]))];
}

/** The findings say it all. */
function silentTelemetry(): Telemetry {
	return createTelemetry({
		level: "error",
		encoding: "console",
		write() {},
		clock: systemClock,
	});
}
