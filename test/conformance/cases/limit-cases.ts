import type { ConformanceCase } from "../conformance-case.ts";

const ALL = ["files", "logout", "setup_audit_trail"] as const;
const HOUR_MS = 3_600_000;

export const LIMIT_CASES: readonly ConformanceCase[] = [
	{
		shows: "for 24 hours",
		fault: "daily_limit_reached",
		faults: { daily_limit_reached: { count: 1 } },
		lasts: { until: 24 * HOUR_MS },
		holdsUp: ALL,
		// The last calls are left to others, so the refusal itself is not met.
		tells: ["daily_limit_exceeded", "org_limit_near"],
		polls: "3h",
	},
	{
		shows: "every place taken for an hour",
		fault: "long_running_cap",
		faults: { long_running_cap: { count: 1, for: "1h" } },
		lasts: { until: HOUR_MS },
		holdsUp: ALL,
		tells: "long_running_limit_exceeded",
	},
	{
		shows: "in every query of files",
		fault: "concurrent_requests",
		faults: { concurrent_requests: { probability: 1, only: "EventLogFile" } },
		lasts: "an hour",
		holdsUp: ["files"],
		tells: "concurrent_limit_exceeded",
	},
];
