// Builds the package into dist/, because that is what operators run: sources cost
// their types' removal in time and memory at every start.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Throws when the sources have type errors. */
export function build(): void {
	const compiler = fileURLToPath(
		new URL("../node_modules/typescript/bin/tsc", import.meta.url),
	);
	execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
		cwd: ROOT,
		stdio: "inherit",
	});
}
