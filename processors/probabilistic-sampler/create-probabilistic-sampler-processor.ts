// The `probabilistic_sampler` processor. A record is chosen by its uid alone, so
// one that is read again is chosen again, and what a smaller percentage keeps a
// larger one keeps too.

import type { ProbabilisticSamplerProcessorConfig } from "../../config/schema/probabilistic-sampler-processor.ts";
import type { Processor } from "../../pipeline/processor.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { mapRecords } from "../map-records.ts";
import { createTally } from "../tally.ts";
import { hash32 } from "./hash32.ts";

export function createProbabilisticSamplerProcessor(
	id: string,
	config: ProbabilisticSamplerProcessorConfig,
	telemetry: Telemetry,
): Processor {
	const threshold = (config.sampling_percentage / 100) * 2 ** 32;
	const dropped = createTally(
		telemetry,
		"salesforce_processor_dropped_log_records",
	);
	return {
		id,
		process(records) {
			const kept = mapRecords(records, (record) => {
				const uid = record.attributes["log.record.uid"];
				// Without a uid there is nothing to choose by, and nothing is lost by doubt.
				if (typeof uid !== "string") return record;
				if (hash32(uid, config.hash_seed) < threshold) return record;
				dropped.add("not_sampled");
				return undefined;
			});
			dropped.tell();
			return kept;
		},
	};
}
