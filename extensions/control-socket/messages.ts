// What goes over the control socket: lines of JSON. The command asks once; the service
// tells how far it is until it ends. Bounded: a line is at most `MAX_LINE_BYTES` long.

import type { Socket } from "node:net";

export const MAX_LINE_BYTES = 256 * 1024;

/** Every line that comes, parsed; ends with the connection. Throws on what is not such a line. */
export async function* messages(
	socket: Socket,
): AsyncGenerator<unknown, void, void> {
	let rest = "";
	socket.setEncoding("utf8");
	// Reading to the end must not close the half that the last word goes out by.
	for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
		rest += chunk;
		const lines = rest.split("\n");
		rest = lines.pop() ?? "";
		if (rest.length > MAX_LINE_BYTES) {
			throw new Error("a message is longer than one ever is");
		}
		for (const line of lines) yield JSON.parse(line);
	}
}

export function writeMessage(socket: Socket, message: unknown): void {
	if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
