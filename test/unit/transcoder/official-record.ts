// The reference: a record as the official serializer writes it.

import {
	readFields,
	type WireField,
} from "../../../exporters/otlp/request/wire.ts";
import { serializeLogs } from "../../../exporters/otlp/serializers.ts";
import type { LogRecord } from "../../../pipeline/log-record.ts";

const RESOURCE_LOGS = 1;
const SCOPE_LOGS = 2;
const LOG_RECORDS = 2;

/** As a `ScopeLogs.log_records` field. */
export function officialRecord(record: LogRecord): Uint8Array {
	const request = serializeLogs("proto", [record]);
	function within({ valueStart, end }: Pick<WireField, "valueStart" | "end">) {
		return (number: number): WireField => {
			for (const field of readFields(request, valueStart, end))
				if (field.number === number) return field;
			throw new Error(`the official serializer wrote no field ${number}`);
		};
	}
	const whole = { valueStart: 0, end: request.length };
	const resourceLogs = within(whole)(RESOURCE_LOGS);
	const scopeLogs = within(resourceLogs)(SCOPE_LOGS);
	const { start, end } = within(scopeLogs)(LOG_RECORDS);
	return request.subarray(start, end);
}
