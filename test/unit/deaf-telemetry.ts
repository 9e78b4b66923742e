// What a telemetry of a test does with that which the test does not look at: nothing.

import type { Telemetry } from "../../pipeline/telemetry.ts";

export const deafTelemetry: Pick<
	Telemetry,
	"count" | "gauge" | "age" | "record" | "report"
> = {
	count() {},
	gauge() {},
	age() {},
	record() {},
	report() {},
};
