// A processor that counts what comes in and what goes out, whatever it does in
// between; the Collector's names.

import type { Processor } from "../pipeline/processor.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";

export function countItems(
	processor: Processor,
	telemetry: Telemetry,
): Processor {
	return {
		id: processor.id,
		process(records) {
			if (records.length === 0) return records;
			const passed = processor.process(records);
			telemetry.count("otelcol_processor_incoming_items", records.length);
			if (passed.length > 0) {
				telemetry.count("otelcol_processor_outgoing_items", passed.length);
			}
			return passed;
		},
	};
}
