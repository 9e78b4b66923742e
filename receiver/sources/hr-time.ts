// Milliseconds as the SDK's time.

import type { HrTime } from "@opentelemetry/api";

export function hrTime(ms: number): HrTime {
	return [Math.floor(ms / 1000), Math.floor(ms % 1000) * 1_000_000];
}
