// `simulate`: a Salesforce org on loopback, until a signal.

import { readFileSync } from "node:fs";
import { listenForShutdown } from "../service/shutdown-signals.ts";
import { formatBanner, formatPublished } from "../simulator/format-banner.ts";
import { parseSimulatorOptions } from "../simulator/options.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { startSimulator } from "../simulator/start-simulator.ts";
import { EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";

export interface SimulateOptions {
	readonly port?: number;
	/** A YAML file with the org's options. */
	readonly config?: string;
}

export async function simulate(options: SimulateOptions): Promise<number> {
	let simulator: Simulator;
	try {
		const text =
			options.config === undefined ? "" : readFileSync(options.config, "utf8");
		const org = parseSimulatorOptions(text);
		simulator = await startSimulator(
			{ ...org, port: options.port ?? org.port },
			{ onPublish: (file) => console.log(formatPublished(file)) },
		);
	} catch (error) {
		console.error((error as Error).message);
		return EXIT_USAGE;
	}
	const signals = listenForShutdown((code) => process.exit(code));
	console.log(formatBanner(simulator));
	await signals.received;
	await simulator.close();
	signals.release();
	return EXIT_OK;
}
