// Where a service listens to the commands that an operator runs beside it: a socket in
// the state directory, which only its owner may enter.

import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

/** What `sockaddr_un` holds, less its final zero: 104 on macOS and BSD, 108 on Linux. */
const MAX_PATH_BYTES = 103;

/** Undefined when the directory's path is too long for a socket in it. */
export function socketPath(stateDirectory: string): string | undefined {
	const directory = resolve(stateDirectory);
	if (process.platform === "win32") {
		const name = createHash("sha256").update(directory).digest("hex");
		return `\\\\.\\pipe\\salesforce-otlp-${name.slice(0, 32)}`;
	}
	const path = join(directory, "control.sock");
	return Buffer.byteLength(path) > MAX_PATH_BYTES ? undefined : path;
}
