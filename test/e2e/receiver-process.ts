// The product as an operator runs it: `salesforce-otlp --config FILE` in a
// process of its own, ended by signals.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const COMMAND = join(import.meta.dirname, "../../cli/main.ts");

export interface ReceiverExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface ReceiverProcess {
	/** Resolves when the process has ended. */
	readonly exited: Promise<ReceiverExit>;
	/** Sends the signal and waits for the end. */
	end(signal: NodeJS.Signals): Promise<ReceiverExit>;
	/** What it has said on stderr, and what those before it in the same directory said. */
	log(): Promise<string>;
}

/** `config` is the text of the configuration file. */
export async function startReceiver(options: {
	readonly directory: string;
	readonly config: string;
}): Promise<ReceiverProcess> {
	const { directory } = options;
	await mkdir(directory, { recursive: true });
	const config = join(directory, "otel-config.yaml");
	const logFile = join(directory, "receiver.log");
	await writeFile(config, options.config, { mode: 0o600 });

	const log = await open(logFile, "a");
	const child = spawn(process.execPath, [COMMAND, "--config", config], {
		env: environment(),
		stdio: ["ignore", log.fd, log.fd],
	});
	await log.close();
	const exited = receiverExit(child);
	return {
		exited,
		end(signal) {
			child.kill(signal);
			return exited;
		},
		log: () => readFile(logFile, "utf8"),
	};
}

/** Nothing of the developer's own settings for Salesforce or OTLP gets in. */
function environment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) =>
				!/^(SALESFORCE_|OTEL_|STATE_DIRECTORY$|NODE_OPTIONS$)/.test(name),
		),
	);
}

function receiverExit(child: ChildProcess): Promise<ReceiverExit> {
	return new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("exit", (code, signal) => resolve({ code, signal }));
	});
}
