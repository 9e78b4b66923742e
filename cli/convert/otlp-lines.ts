// OTLP requests one after the other in a file, framed as the Collector's file
// exporter frames them: JSON a line, Protobuf behind its length in four bytes,
// big-endian.

import { createOtlpEncoder } from "../../exporters/otlp/encoder.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";

const MAX_REQUEST_BYTES = 1_000_000;
const NEWLINE = Buffer.from("\n");

export function createOtlpLines(
	format: "otlp_json" | "otlp_proto",
): (records: readonly LogRecord[]) => Promise<Uint8Array[]> {
	const encoder = createOtlpEncoder({
		encoding: format === "otlp_json" ? "json" : "proto",
		compression: "none",
		maxSize: MAX_REQUEST_BYTES,
		sizer: "bytes",
	});
	const frame = format === "otlp_json" ? jsonLine : lengthPrefixed;
	return async (records) =>
		(await encoder.encode(records)).flatMap(({ body }) => frame(body));
}

function jsonLine(body: Uint8Array): Uint8Array[] {
	return [body, NEWLINE];
}

function lengthPrefixed(body: Uint8Array): Uint8Array[] {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(body.byteLength);
	return [length, body];
}
