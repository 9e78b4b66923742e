// Counts the records that the pipelines could not take. The receiver reads them again.

import type { Consumer } from "../pipeline/consumer.ts";
import { recordCount } from "../pipeline/log-batch.ts";
import type { Telemetry } from "../pipeline/telemetry.ts";

export function countRefused(
	consumer: Consumer,
	telemetry: Telemetry,
): Consumer {
	return {
		...consumer,
		async consume(batch, signal) {
			try {
				await consumer.consume(batch, signal);
			} catch (error) {
				// A shutdown refuses nothing.
				if (!signal.aborted) {
					const refused = recordCount(batch);
					telemetry.count("otelcol_receiver_refused_log_records", refused);
				}
				throw error;
			}
		},
	};
}
