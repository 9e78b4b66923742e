// The command's end of the control socket.

import { connect, type Socket } from "node:net";
import { messages, writeMessage } from "./messages.ts";
import { socketPath } from "./socket-path.ts";

export type ControlAnswer =
	| { readonly kind: "result"; readonly result: unknown }
	/** The service will not, and says why. */
	| { readonly kind: "refused"; readonly message: string }
	/** Because we asked for it, or because the service itself stops. */
	| { readonly kind: "stopped"; readonly by: "asked" | "service" }
	/** The connection broke: the service is gone. */
	| { readonly kind: "gone" };

/** Nobody listens there: no service runs with this directory. */
const NOBODY = new Set(["ENOENT", "ECONNREFUSED", "ENOTSOCK"]);

/**
 * Undefined when no service listens in that directory. When `signal` aborts, the
 * service is asked to stop, and has its say.
 */
export async function askControl(
	directory: string,
	question: unknown,
	onProgress: (progress: unknown) => void,
	signal: AbortSignal,
): Promise<ControlAnswer | undefined> {
	const socket = await open(directory);
	if (socket === undefined) return undefined;
	const stop = () => socket.end();
	try {
		writeMessage(socket, question);
		if (signal.aborted) stop();
		else signal.addEventListener("abort", stop, { once: true });
		for await (const message of messages(socket)) {
			const answer = message as {
				progress?: unknown;
				result?: unknown;
				refused?: string;
				stopped?: "asked" | "service";
			};
			if (answer.progress !== undefined) onProgress(answer.progress);
			else if (answer.refused !== undefined) {
				return { kind: "refused", message: answer.refused };
			} else if (answer.stopped !== undefined) {
				return { kind: "stopped", by: answer.stopped };
			} else return { kind: "result", result: answer.result };
		}
		return { kind: "gone" };
	} catch {
		return { kind: "gone" };
	} finally {
		signal.removeEventListener("abort", stop);
		socket.destroy();
	}
}

function open(directory: string): Promise<Socket | undefined> {
	const path = socketPath(directory);
	if (path === undefined) return Promise.resolve(undefined);
	return new Promise((resolve, reject) => {
		const socket = connect({ path, allowHalfOpen: true });
		socket.once("connect", () => {
			socket.removeAllListeners("error");
			socket.on("error", () => {});
			resolve(socket);
		});
		socket.once("error", (error: NodeJS.ErrnoException) => {
			if (NOBODY.has(error.code ?? "")) resolve(undefined);
			else reject(error);
		});
	});
}
