// What the benchmarks reach of the program that they measure. It is built with it
// (rolldown.config.ts beside this file), so these are the command's own modules.

import { keepHeapSmall } from "../cli/small-heap.ts";

/** The very object that the command has: a soak's clock changes it. */
export { systemClock } from "../pipeline/clock.ts";

/** The parts of a service, in the order in which the command loads them. */
export function loadProgram() {
	keepHeapSmall();
	return import("./program-parts.ts");
}
