// Starts the measured process of a soak: the command as it is published, with nothing of
// the benchmark in it but another clock.

import { type Child, startModule } from "../processes/child.ts";

/** Takes the ms by which its clock is to go on as a message. */
export function startProgram(config: string): Child {
	return startModule(new URL("../../dist/cli/main.js", import.meta.url), {
		args: ["--config", `yaml:${config}`],
		nodeOptions: ["--import", new URL("clock.js", import.meta.url).href],
	});
}
