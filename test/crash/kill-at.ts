// Loaded into the product before anything else (node --import): kills the process,
// as kill -9 does, when a fault point is reached for the n-th time. CRASH_AT is
// `POINT@N`, or `any@N`.

import { subscribe } from "node:diagnostics_channel";
import { writeSync } from "node:fs";
import { FAULT_POINT_CHANNEL } from "../../pipeline/fault-point.ts";

const [point, count] = (process.env.CRASH_AT ?? "").split("@");
let left = Number(count);

if (point) {
	subscribe(FAULT_POINT_CHANNEL, (reached) => {
		if (point !== "any" && point !== reached) return;
		left -= 1;
		if (left > 0) return;
		writeSync(2, `killed at ${reached}\n`);
		process.kill(process.pid, "SIGKILL");
	});
}
