// Records to requests in OTLP JSON, by the official serializer. How large a request
// gets is only known once it is there, so it is planned by the last one's size.

import type { LogRecord } from "../../pipeline/log-record.ts";
import type { PackLimits } from "./request/pack-records.ts";

/** How full a request is planned, so that few have to be serialized again. */
const FILL = 0.92;

/** A guess for the first request; from then on it is measured. */
const FIRST_BYTES_A_RECORD = 1_000;

export interface JsonRequest {
	readonly records: number;
	readonly bytes: Uint8Array;
}

export function createJsonRequests({ maxBytes, maxRecords }: PackLimits) {
	let bytesPerRecord = FIRST_BYTES_A_RECORD;

	function planned(left: number): number {
		const fitting = Math.floor((maxBytes * FILL) / bytesPerRecord);
		const most = Math.min(maxRecords, Math.max(1, fitting));
		// Even parts: 1,001 records under a limit of 1,000 are 501 and 500.
		return Math.ceil(left / Math.max(1, Math.ceil(left / most)));
	}

	return async function* (
		records: readonly LogRecord[],
	): AsyncGenerator<JsonRequest, void, void> {
		if (records.length === 0) return;
		const { serializeLogs } = await import("./serializers.ts");
		for (let start = 0; start < records.length; ) {
			let count = planned(records.length - start);
			for (;;) {
				const bytes = serializeLogs(
					"json",
					records.slice(start, start + count),
				);
				bytesPerRecord = bytes.byteLength / count;
				if (bytes.byteLength <= maxBytes || count === 1) {
					yield { records: count, bytes };
					break;
				}
				count = Math.min(count - 1, planned(count));
			}
			start += count;
		}
	};
}
