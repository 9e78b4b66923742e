// The command without a command.

import { keepHeapSmall } from "./small-heap.ts";

/** Gives the exit code. */
export async function startService(uris: readonly string[]): Promise<number> {
	keepHeapSmall();
	const { run } = await import("./run.ts");
	return run(uris);
}
