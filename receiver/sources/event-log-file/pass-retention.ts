// After a long time without a poll: what the org has deleted meanwhile is a gap, told
// and remembered before anything else is read.

import type { Telemetry } from "../../../pipeline/telemetry.ts";
import type { SalesforceClient } from "../../api/client.ts";
import type { SourceBatch } from "../../source.ts";
import { withGap } from "../gaps/gap.ts";
import { reportRetentionGap } from "../gaps/report-gap.ts";
import type { Progress } from "./progress.ts";
import {
	mayHaveVanished,
	retentionGap,
	withRetentionGap,
} from "./retention.ts";

export async function* passRetention({
	progress,
	oldest,
	client,
	telemetry,
}: {
	readonly progress: Progress;
	/** When the oldest file that is left was created, ms. */
	readonly oldest: () => Promise<number | undefined>;
	readonly client: SalesforceClient;
	readonly telemetry: Telemetry;
}): AsyncGenerator<SourceBatch, void, void> {
	for (const lane of [progress, progress.backlog]) {
		for (const type of lane.types()) {
			if (!mayHaveVanished(type.state, client.serverNow())) continue;
			const created = await oldest();
			const found = retentionGap(type.state, created, client.serverNow());
			if (found === undefined) continue;
			const { eventType, settings, state } = type;
			const part = telemetry.stream(settings.stream);
			reportRetentionGap(part, eventType, found);
			type.state = withRetentionGap(state, found, withGap(state.gaps, found));
		}
		yield* lane.moved();
	}
}
