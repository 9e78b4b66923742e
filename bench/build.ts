// Builds the package into dist/, because that is what operators run: sources cost
// their types' removal in time and memory at every start.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const BUNDLER = fileURLToPath(
	new URL("../node_modules/rolldown/bin/cli.mjs", import.meta.url),
);
const CONFIG = fileURLToPath(new URL("rolldown.config.ts", import.meta.url));

export function build(): void {
	execFileSync(process.execPath, [BUNDLER, "--config", CONFIG], {
		stdio: ["ignore", "ignore", "inherit"],
	});
}
