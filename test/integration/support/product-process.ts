// The product as an operator runs it: the command in a process of its own.

import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createChanges } from "./changes.ts";

const COMMAND = join(import.meta.dirname, "../../../cli/main.ts");
/** Halves the time that a process needs to start. */
const COMPILE_CACHE = join(tmpdir(), "salesforce-otlp-compile-cache");

export interface ProcessEnd {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface ProductProcess extends AsyncDisposable {
	readonly pid: number;
	readonly stdout: string;
	readonly stderr: string;
	readonly exited: Promise<ProcessEnd>;
	/** Looks again whenever something is printed. */
	until(condition: () => boolean, signal?: AbortSignal): Promise<void>;
	kill(signal: NodeJS.Signals): void;
	/** Stops reading standard output and closes the pipe. */
	closeStdout(): void;
}

export interface ProductOptions {
	/** Added to an environment without any setting of the developer's own. */
	readonly env?: NodeJS.ProcessEnv;
	readonly cwd?: string;
	readonly stdin?: Uint8Array;
	/** The file of another command than the one of the sources. */
	readonly command?: string;
}

export function startProduct(
	args: readonly string[],
	options: ProductOptions = {},
): ProductProcess {
	const changes = createChanges();
	const child = spawn(process.execPath, [options.command ?? COMMAND, ...args], {
		cwd: options.cwd,
		env: {
			...environment(),
			NODE_COMPILE_CACHE: COMPILE_CACHE,
			...options.env,
		},
		stdio: ["pipe", "pipe", "pipe"],
	});
	child.stdin.on("error", () => {});
	child.stdin.end(options.stdin);
	const stdout = collect(child.stdout, changes.changed);
	const stderr = collect(child.stderr, changes.changed);
	const exited = new Promise<ProcessEnd>((resolve, reject) => {
		child.once("error", reject);
		// When everything it has printed is read.
		child.once("close", (code, signal) => resolve({ code, signal }));
	});
	return {
		pid: child.pid ?? 0,
		get stdout() {
			return stdout.text;
		},
		get stderr() {
			return stderr.text;
		},
		exited,
		until: (condition, signal) =>
			changes.until(
				condition,
				() => `${condition}\n${stdout.text}\n${stderr.text}`,
				signal,
			),
		kill: (signal) => void child.kill(signal),
		closeStdout: () => child.stdout.destroy(),
		async [Symbol.asyncDispose]() {
			child.kill("SIGKILL");
			await exited;
		},
	};
}

export interface Result extends ProcessEnd {
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a command to its end. */
export async function runProduct(
	args: readonly string[],
	options: ProductOptions = {},
): Promise<Result> {
	await using product = startProduct(args, options);
	const end = await product.exited;
	return { ...end, stdout: product.stdout, stderr: product.stderr };
}

function environment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) =>
				!/^(SALESFORCE_|OTEL_|STATE_DIRECTORY$|NODE_OPTIONS$|VITEST|FORCE_COLOR$|NODE_ENV$)/.test(
					name,
				),
		),
	);
}

function collect(stream: Readable, changed: () => void): { text: string } {
	const collected = { text: "" };
	stream.setEncoding("utf8");
	stream.on("data", (text: string) => {
		collected.text += text;
		changed();
	});
	return collected;
}
