// A stored request as lines of text, a record each.

import {
	logRecords,
	parseLogsRequest,
	toPrintable,
} from "../../exporters/debug/otlp-json.ts";
import {
	formatRecordLine,
	type PrintableRecord,
	type RecordLineOptions,
} from "../../exporters/debug/record-line.ts";
import { decompressedSync } from "../../exporters/otlp/request/compression.ts";
import type { EncodedRequest } from "../../pipeline/exporter.ts";
import { protobufRecords } from "./protobuf-records.ts";

type Decoder = (body: Uint8Array) => Iterable<PrintableRecord>;

const DECODERS: Readonly<Record<string, Decoder>> = {
	"application/x-protobuf": protobufRecords,
	"application/json": (body) =>
		Array.from(logRecords(parseLogsRequest(body)), toPrintable),
};

/** Throws when the bytes are not what their type says, or of a type that is not read here. */
export function requestLines(
	{ body, contentType, contentEncoding }: EncodedRequest,
	options: RecordLineOptions,
): string[] {
	const decode = DECODERS[contentType];
	if (decode === undefined) {
		throw new TypeError(`${contentType} is not read here`);
	}
	const bytes =
		contentEncoding === undefined
			? body
			: decompressedSync(body, contentEncoding);
	return Array.from(decode(bytes), (record) =>
		formatRecordLine(record, options),
	);
}
