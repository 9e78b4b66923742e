// Streams that read an ordinary object by the time of its rows: SetupAuditTrail
// and LoginHistory.

import { z } from "zod";
import { duration } from "./duration.ts";
import { streamKeys } from "./stream.ts";

/** How its rows are asked for; times are milliseconds. */
export interface AuditObjectSchedule {
	poll_interval: number;
	initial_lookback: number;
	overlap: number;
}

const DAY_MS = 86_400_000;

/** Salesforce documents that it keeps "at least the last 180 days" of either. */
export const AUDIT_RETENTION = {
	ms: 180 * DAY_MS,
	message: "`{key}` must be at most 180d: Salesforce keeps no more",
};

export const auditDefaults = { poll_interval: "5m", overlap: "10m" } as const;

export const auditHelp = {
	overlap:
		"How far before the newest entry read a poll looks again for entries that appeared late. Entries already read are not sent again.",
} as const;

export const setupAuditTrailStreamSchema = z.strictObject({
	poll_interval: duration()
		.prefault(auditDefaults.poll_interval)
		.describe("How often to ask for new entries."),
	initial_lookback: duration({ zero: true, max: AUDIT_RETENTION })
		.prefault("7d")
		.describe("How far back the very first poll reaches: up to 180d."),
	overlap: duration({ zero: true })
		.prefault(auditDefaults.overlap)
		.describe(auditHelp.overlap),
	...streamKeys(),
});
