// Loaded into the measured process before the program itself: its clock goes on by an
// hour whenever it is told so, as the org's does, and no wait is long. Imports nothing
// but types, so that it can be loaded as a text.

import type { Clock } from "../../pipeline/clock.ts";

/** Of any wait: polls, back-offs, Retry-After. */
const LONGEST_WAIT_MS = 200;

const { systemClock }: { readonly systemClock: Clock } = await import(
	String(process.env.SOAK_CLOCK)
);
const { now, sleep } = systemClock;
let gone = 0;
systemClock.now = () => now() + gone;
systemClock.sleep = (ms, signal) =>
	sleep(Math.min(ms, LONGEST_WAIT_MS), signal);
process.on("message", (ms) => {
	gone += Number(ms);
});
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
