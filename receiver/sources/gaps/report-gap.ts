// Tells of a gap, once, when it is found.

import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { Gap } from "./gap.ts";

/** `telemetry` is the stream's. */
export function countGap(
	telemetry: Telemetry,
	eventType: string,
	{ why }: Gap,
): void {
	telemetry.count("salesforce_receiver_gaps", 1, {
		event_type: eventType,
		reason: why,
	});
}

/** What the org has deleted before it was read. `telemetry` is the stream's. */
export function reportRetentionGap(
	telemetry: Telemetry,
	eventType: string,
	found: Gap,
): void {
	countGap(telemetry, eventType, found);
	telemetry.logger.error(
		"A gap: the org no longer has all that was stored since it was read last, so events may be missing",
		{
			event_type: eventType,
			gap_from: found.from,
			gap_to: found.to,
			reason: found.why,
			cure: "Keep the service running. The org keeps event log files for as long as Setup > Event Monitoring Settings says (one day in Developer orgs and without Event Monitoring), and rows of objects for about six months.",
		},
	);
}
