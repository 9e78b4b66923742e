// `simulate`: a Salesforce org on loopback, until a signal.

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { listenForShutdown } from "../service/shutdown-signals.ts";
import type { FaultName } from "../simulator/faults/fault-table.ts";
import { formatBanner, formatPublished } from "../simulator/format-banner.ts";
import { readOptions, type SimulatorOptions } from "../simulator/options.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { startSimulator } from "../simulator/start-simulator.ts";
import { EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";

export interface SimulateOptions {
	readonly port?: number;
	/** A YAML file with the org's options. */
	readonly config?: string;
	readonly seed?: number;
	/** `all`, or names. */
	readonly faults?: string;
	/** Where the receiver's configuration goes as soon as the org can be asked. */
	readonly writeConfig?: string;
}

export async function simulate(options: SimulateOptions): Promise<number> {
	let simulator: Simulator | undefined;
	try {
		const text =
			options.config === undefined ? "" : readFileSync(options.config, "utf8");
		simulator = await startSimulator(
			{ ...readOptions(text), ...overrides(options) },
			{
				onPublish: (file) => console.log(formatPublished(file)),
				onFault: (name, where) => console.log(`fault ${name}: ${where}`),
			},
		);
		if (options.writeConfig !== undefined) {
			writeConfig(options.writeConfig, simulator.config());
		}
	} catch (error) {
		await simulator?.close();
		console.error((error as Error).message);
		return EXIT_USAGE;
	}
	const signals = listenForShutdown((code) => process.exit(code));
	console.log(formatBanner(simulator, options.writeConfig));
	await signals.received;
	await simulator.close();
	signals.release();
	return EXIT_OK;
}

/** What the command line says goes before what the file says. */
function overrides({ port, seed, faults }: SimulateOptions): SimulatorOptions {
	return {
		...(port === undefined ? {} : { port }),
		...(seed === undefined ? {} : { seed }),
		...(faults === undefined
			? {}
			: {
					faults:
						faults === "all" ? faults : (faults.split(",") as FaultName[]),
				}),
	};
}

/** Whoever waits for the file never reads half of it. It holds the private key. */
function writeConfig(path: string, text: string): void {
	const temporary = `${path}.${process.pid}`;
	writeFileSync(temporary, text, { mode: 0o600 });
	renameSync(temporary, path);
}
