// Builds the committed Collector module before the end-to-end tests.

import { join } from "node:path";
import { buildModule } from "./go-build.ts";

/** Where the built Collector lies. */
export const COLLECTOR_BINARY = join(
	import.meta.dirname,
	"collector",
	"bin",
	"otelcol",
);

/** Vitest's global set-up: fails the run before its first test when the Collector can't be built. */
export default async function setup(): Promise<void> {
	await buildModule("collector", "otelcol");
}
