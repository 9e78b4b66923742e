// What the records of a batch say, whichever way they came.

import type { BatchContent } from "../../../../pipeline/log-batch.ts";
import { delimited } from "../../../../transcoder/wire.ts";
import { readProtobufRequest } from "../../../integration/support/otlp-protobuf.ts";

export type Attributes = Readonly<Record<string, unknown>>;

export function attributesIn({
	records,
	encoded,
}: BatchContent): readonly Attributes[] {
	return encoded === undefined
		? records.map(({ attributes }) => attributes)
		: decoded(encoded.bytes).map(({ attributes }) => attributes);
}

/** Nanoseconds. */
export function timesIn({ records, encoded }: BatchContent): bigint[] {
	return encoded === undefined
		? records.map(
				({ hrTime: [seconds, nanos] }) =>
					BigInt(seconds) * 1_000_000_000n + BigInt(nanos),
			)
		: decoded(encoded.bytes).map(({ timeUnixNano }) => BigInt(timeUnixNano));
}

/** A ScopeLogs of records in a ResourceLogs in a request. */
function decoded(records: Uint8Array) {
	return readProtobufRequest(delimited(0x0a, delimited(0x12, records)));
}
