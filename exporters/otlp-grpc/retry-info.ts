// google.rpc.RetryInfo, by which a server says when to come back
// (google/rpc/error_details.proto, inside the google.rpc.Status of
// `grpc-status-details-bin`).

import { readFields } from "../otlp/request/wire.ts";

const STATUS_DETAILS = 3;
const ANY_TYPE_URL = 1;
const ANY_VALUE = 2;
const RETRY_DELAY = 1;
const DURATION_SECONDS = 1;
const DURATION_NANOS = 2;

/** Type URLs may have any prefix before the last slash. */
const RETRY_INFO = /(?:^|\/)google\.rpc\.RetryInfo$/;

const NOTHING = new Uint8Array();

/** Milliseconds, 0 for a RetryInfo without delay; undefined when there is none, or the bytes are not a Status. */
export function retryInfoDelayMs(status: Uint8Array): number | undefined {
	try {
		for (const detail of valuesOf(status, STATUS_DETAILS)) {
			const type = new TextDecoder().decode(lastOf(detail, ANY_TYPE_URL));
			if (!RETRY_INFO.test(type)) continue;
			const delay = lastOf(lastOf(detail, ANY_VALUE), RETRY_DELAY);
			const seconds = signedVarint(lastOf(delay, DURATION_SECONDS));
			const nanos = signedVarint(lastOf(delay, DURATION_NANOS));
			return Math.max(0, seconds * 1_000 + nanos / 1e6);
		}
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
	}
	return undefined;
}

function valuesOf(message: Uint8Array, number: number): Uint8Array[] {
	return Array.from(readFields(message))
		.filter((field) => field.number === number)
		.map((field) => message.subarray(field.valueStart, field.end));
}

/** The last one counts, as Protobuf has it; empty when it is absent. */
function lastOf(message: Uint8Array, number: number): Uint8Array {
	return valuesOf(message, number).at(-1) ?? NOTHING;
}

function signedVarint(bytes: Uint8Array): number {
	let value = 0n;
	for (const [index, byte] of bytes.entries()) {
		value |= BigInt(byte & 0x7f) << BigInt(7 * index);
	}
	return Number(BigInt.asIntN(64, value));
}
