// Loaded into the measured process before the program itself: its clock goes on by an
// hour whenever it is told so, as the org's does, and no wait is long. JavaScript, because
// a process that removes types keeps 18 MiB for it.

import { systemClock } from "../../dist/bench/program.js";

/** Of any wait: polls, back-offs, Retry-After. */
const LONGEST_WAIT_MS = 200;

const { now, sleep } = systemClock;
let gone = 0;
systemClock.now = () => now() + gone;
systemClock.sleep = (ms, signal) =>
	sleep(Math.min(ms, LONGEST_WAIT_MS), signal);
process.on("message", (ms) => {
	gone += Number(ms);
});
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
