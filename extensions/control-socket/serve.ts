// The service's end of the control socket. Invariants: only the owner of the state
// directory gets to it; a task ends when whoever asked for it is gone; trouble here
// never stops the service.

import { chmodSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import type { Logger } from "../../pipeline/logger.ts";
import { messages, writeMessage } from "./messages.ts";
import { socketPath } from "./socket-path.ts";

/** Commands at a time; an operator runs one. */
const MAX_CONNECTIONS = 8;
/** Tells go at most this often; the last one always goes. */
const TELL_INTERVAL_MS = 200;

/**
 * Works on what was asked until it is done or `signal` aborts, and gives the last
 * word. What it throws is told to the command as text.
 */
export type ControlTask = (
	asked: unknown,
	tell: (progress: unknown) => void,
	signal: AbortSignal,
) => Promise<unknown>;

export interface ControlServer {
	/** Ends what is being worked on. Idempotent. */
	close(): Promise<void>;
}

/** The caller holds the lock of the directory, so a socket that is there is a leftover. */
export async function serveControl(
	directory: string,
	task: ControlTask,
	logger: Logger,
): Promise<ControlServer> {
	const path = socketPath(directory);
	const closing = new AbortController();
	const tasks = new Set<Promise<void>>();
	// A command that has said "stop" by ending its half still gets the last word.
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		const working = serve(socket, task, closing.signal).catch((error) => {
			logger.debug("A command beside the service broke off", {
				error: error instanceof Error ? error.message : String(error),
			});
			socket.destroy();
		});
		tasks.add(working);
		void working.then(() => tasks.delete(working));
	});
	server.maxConnections = MAX_CONNECTIONS;

	try {
		if (path === undefined) {
			throw new Error("the path of the state directory is too long");
		}
		if (process.platform !== "win32") rmSync(path, { force: true });
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(path, resolve);
		});
		if (process.platform !== "win32") chmodSync(path, 0o600);
		server.on("error", (error) =>
			logger.warn("The control socket failed", { error: error.message }),
		);
	} catch (error) {
		server.close();
		logger.warn(
			'There is no control socket in the state directory, so "backfill" can\'t ask this service: stop the service for it, or use a directory that can hold a socket',
			{ error: error instanceof Error ? error.message : String(error) },
		);
	}

	let closed: Promise<void> | undefined;
	return {
		close() {
			closed ??= (async () => {
				closing.abort();
				await Promise.all(tasks);
				if (!server.listening) return;
				await new Promise((resolve) => server.close(resolve));
			})();
			return closed;
		},
	};
}

async function serve(
	socket: Socket,
	task: ControlTask,
	closing: AbortSignal,
): Promise<void> {
	const gone = new AbortController();
	socket.on("error", () => gone.abort());
	socket.on("close", () => gone.abort());
	const incoming = messages(socket);
	const first = await Promise.race([
		incoming.next(),
		new Promise<undefined>((resolve) => {
			if (closing.aborted) resolve(undefined);
			closing.addEventListener("abort", () => resolve(undefined), {
				once: true,
			});
		}),
	]);
	if (first === undefined || first.done === true) {
		socket.destroy();
		return;
	}
	// Whatever comes next, its end included, asks for the end.
	void incoming.next().then(
		() => gone.abort(),
		() => gone.abort(),
	);
	let told = 0;
	const tell = (progress: unknown) => {
		const now = performance.now();
		// A reader that has stopped reading must not fill the memory.
		if (now - told < TELL_INTERVAL_MS || socket.writableNeedDrain) return;
		told = now;
		writeMessage(socket, { progress });
	};
	const signal = AbortSignal.any([gone.signal, closing]);
	try {
		writeMessage(socket, { result: await task(first.value, tell, signal) });
	} catch (error) {
		writeMessage(
			socket,
			signal.aborted
				? { stopped: closing.aborted ? "service" : "asked" }
				: { refused: error instanceof Error ? error.message : String(error) },
		);
	}
	socket.end();
}
