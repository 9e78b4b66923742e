// An ExportLogsServiceResponse in Protobuf: of its partial success (field 1) the
// count of rejected records (1) and the message (2). By hand, as the official
// reader comes with serializers for all signals, which a process that only hands on
// encoded records would load for this alone.

import { readFields } from "./request/wire.ts";

const PARTIAL_SUCCESS = 1;
const REJECTED_LOG_RECORDS = 1;
const ERROR_MESSAGE = 2;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Throws when the bytes are not one. */
export function readProtobufResponse(bytes: Uint8Array): {
	readonly partialSuccess?: {
		readonly rejectedLogRecords: number;
		readonly errorMessage: string;
	};
} {
	let found = false;
	let rejectedLogRecords = 0;
	let errorMessage = "";
	for (const outer of readFields(bytes)) {
		if (outer.number !== PARTIAL_SUCCESS || !outer.delimited) continue;
		found = true;
		for (const field of readFields(bytes, outer.valueStart, outer.end)) {
			const value = bytes.subarray(field.valueStart, field.end);
			if (field.number === ERROR_MESSAGE && field.delimited) {
				errorMessage = utf8.decode(value);
			} else if (field.number === REJECTED_LOG_RECORDS) {
				rejectedLogRecords = int64(value);
			}
		}
	}
	return found ? { partialSuccess: { rejectedLogRecords, errorMessage } } : {};
}

function int64(varint: Uint8Array): number {
	let value = 0n;
	for (const [n, byte] of varint.entries()) {
		value |= BigInt(byte & 0x7f) << BigInt(7 * n);
	}
	return Number(BigInt.asIntN(64, value));
}
