// A process of its own for each part of a measurement, so that what is measured is
// that part alone. Both ends of the talk with it: one argument in, messages out.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface Child {
	readonly pid: number;
	/** The next message; rejects when the process ends instead. */
	message<T>(): Promise<T>;
	send(message: string): void;
	/** Resolves when it has ended. */
	stop(): Promise<void>;
}

/** Runs a file of this directory with `argument`, which must survive JSON. */
export function startChild(
	file: string,
	argument: unknown,
	nodeOptions: readonly string[] = [],
	environment: Readonly<Record<string, string>> = {},
): Child {
	return startModule(new URL(file, import.meta.url), {
		args: [JSON.stringify(argument)],
		nodeOptions,
		environment,
	});
}

/** What the image and the systemd unit set for the receiver. */
export const AS_PACKAGED = {
	MALLOC_ARENA_MAX: "1",
} as const;

export interface ModuleOptions {
	readonly args: readonly string[];
	readonly nodeOptions?: readonly string[];
	/** Beside this process's own. */
	readonly environment?: Readonly<Record<string, string>>;
}

/** Runs any module. */
export function startModule(
	module: URL,
	{ args, nodeOptions = [], environment = {} }: ModuleOptions,
): Child {
	const child = fork(module, [...args], {
		execArgv: [...nodeOptions],
		env: { ...process.env, ...environment },
	});
	const ended = once(child, "exit").then(([code, signal]) => {
		throw new Error(
			`${module.pathname} ended early (${signal ?? `exit code ${code}`})`,
		);
	});
	ended.catch(() => {});
	return {
		pid: child.pid ?? 0,
		async message<T>() {
			const [message] = await Promise.race([once(child, "message"), ended]);
			return message as T;
		},
		send: (message) => void child.send(message),
		stop: () => stop(child, ended),
	};
}

async function stop(child: ChildProcess, ended: Promise<unknown>) {
	if (child.connected) child.disconnect();
	await ended.catch(() => {});
}

/** In the child: what it was started with. */
export function childArgument<T>(): T {
	return JSON.parse(process.argv[2] ?? "null") as T;
}

/** In the child: tells the process that started it. */
export function tell(message: unknown): Promise<void> {
	return new Promise((resolve, reject) => {
		if (process.send === undefined) throw new Error("started by hand");
		process.send(message, (error: Error | null) =>
			error === null ? resolve() : reject(error),
		);
	});
}
