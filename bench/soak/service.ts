// The measured process of a soak: the program as it is published, with a clock that
// goes on by an hour whenever it is told so, as the org's does. Waits are short.

import { childArgument, tell } from "../processes/child.ts";
import { published } from "../processes/published.ts";

/** Of any wait: polls, back-offs, Retry-After. */
const LONGEST_WAIT_MS = 200;

const { keepYoungGenerationSmall } = await published<
	typeof import("../../cli/young-generation.ts")
>("cli/young-generation.js");
keepYoungGenerationSmall();
const { loadConfig } =
	await published<typeof import("../../config/load.ts")>("config/load.js");
const { systemClock } =
	await published<typeof import("../../pipeline/clock.ts")>(
		"pipeline/clock.js",
	);
const { createService } = await published<
	typeof import("../../service/create-service.ts")
>("service/create-service.js");
const { createTelemetry } = await published<
	typeof import("../../service/telemetry/create-telemetry.ts")
>("service/telemetry/create-telemetry.js");

let gone = 0;
const clock = {
	now: () => systemClock.now() + gone,
	sleep: (ms: number, signal?: AbortSignal) =>
		systemClock.sleep(Math.min(ms, LONGEST_WAIT_MS), signal),
};
const telemetry = createTelemetry({
	// Faults are warned of, and there are many.
	level: "error",
	encoding: "console",
	write: (text) => process.stderr.write(text),
	clock,
});
const { config } = loadConfig(
	[{ name: "soak.yaml", text: childArgument<string>() }],
	{},
);
const service = await createService({
	config,
	telemetry,
	clock,
	print: { write: (text) => process.stdout.write(text), color: false },
});
service.start();
process.on("message", (hours) => {
	gone += Number(hours);
});
process.once("disconnect", () => void service.shutdown());
await tell(process.pid);
