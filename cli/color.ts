// Whether what a command prints may be coloured. A file or a pipe never is, not even
// where picocolors by itself would say yes: in CI.

import type { WriteStream } from "node:tty";
import picocolors from "picocolors";

/** `NO_COLOR` and `TERM=dumb` are obeyed; `FORCE_COLOR` asks for no more than a terminal gets. */
export function colorOf(stream: WriteStream): boolean {
	return stream.isTTY === true && picocolors.isColorSupported;
}
