#!/usr/bin/env node
// The command. Started as a service, with nothing but `--config`, it does without what
// understands everything else: 2 to 3 MiB for as long as it runs, and 20 ms.

import { configAlone } from "./config-alone.ts";

const uris = configAlone(process.argv.slice(2));
if (uris === undefined) {
	const { runProgram } = await import("./program.ts");
	await runProgram();
} else {
	const { startService } = await import("./start-service.ts");
	process.exitCode = await startService(uris);
}
