// Starts the measured process of a soak: the command as it is published, with nothing of
// the benchmark in it but another clock.

import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type Child, startModule } from "../processes/child.ts";

const DIST = new URL("../../dist/", import.meta.url);

/** Takes the ms by which its clock is to go on as a message. */
export function startProgram(config: string): Child {
	// Here, because a process that removes types keeps 20 MiB for it.
	const clock = stripTypeScriptTypes(
		readFileSync(new URL("clock.ts", import.meta.url), "utf8"),
	);
	return startModule(new URL("cli/main.js", DIST), {
		args: ["--config", `yaml:${config}`],
		nodeOptions: [
			"--import",
			`data:text/javascript,${encodeURIComponent(clock)}`,
		],
		environment: { SOAK_CLOCK: new URL("pipeline/clock.js", DIST).href },
	});
}
