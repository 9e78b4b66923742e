// Requests in Protobuf put together by hand, so that nothing need be true of them.

import { delimitedHeader } from "../../../../../../exporters/otlp/request/wire.ts";

export function delimited(
	field: number,
	...parts: readonly Uint8Array[]
): Buffer {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	return Buffer.concat([delimitedHeader(field, length), ...parts]);
}

/** Of what records are made of, whatever that is. */
export function requestOf(...records: readonly Uint8Array[]): Buffer {
	const scope = delimited(1, delimited(1, Buffer.from("scope")));
	const resource = delimited(1, delimited(1, Buffer.from("resource")));
	const logRecords = records.map((record) => delimited(2, record));
	return delimited(1, resource, delimited(2, scope, ...logRecords));
}

export function attribute(key: string, value: Uint8Array): Buffer {
	return delimited(
		6,
		delimited(1, Buffer.from(key)),
		delimited(2, delimited(1, value)),
	);
}

/** Bytes that do not repeat within any window, from a seed. */
export function noise(length: number, seed: number): Buffer {
	const bytes = Buffer.alloc(length);
	let state = (seed + 1) * 0x9e3779b1;
	for (let n = 0; n < length; n++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		bytes[n] = state >>> 8;
	}
	return bytes;
}
