// The `filter` processor: keeps what `include` matches, then drops what
// `exclude` matches.

import type { FilterProcessorConfig } from "../../config/schema/filter-processor.ts";
import type { Processor } from "../../pipeline/processor.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { mapRecords } from "../map-records.ts";
import { createTally } from "../tally.ts";
import { compileMatch } from "./compile-match.ts";

export function createFilterProcessor(
	id: string,
	{ logs }: FilterProcessorConfig,
	telemetry: Telemetry,
): Processor {
	const included = logs.include && compileMatch(logs.include);
	const excluded = logs.exclude && compileMatch(logs.exclude);
	const dropped = createTally(
		telemetry,
		"salesforce_processor_dropped_log_records",
	);
	return {
		id,
		process(records) {
			const kept = mapRecords(records, (record) => {
				if (included?.(record) === false) {
					dropped.add("not_included");
					return undefined;
				}
				if (excluded?.(record) === true) {
					dropped.add("excluded");
					return undefined;
				}
				return record;
			});
			dropped.tell();
			return kept;
		},
	};
}
