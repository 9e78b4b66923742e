// A stored request cut into others or joined with others, compression included. By
// what it is stored as, not by what is configured now: the encoding may have been
// changed since. Rejects when the bytes are no request.

import type { EncodedRequest } from "../../../pipeline/exporter.ts";
import { gunzipped, gzipped } from "./gzip.ts";
import { jsonRequest } from "./json-request.ts";
import { protobufRequest } from "./protobuf-request.ts";
import type { RecordFacts, RequestFormat } from "./request-format.ts";

const FORMATS: Readonly<Record<string, RequestFormat>> = {
	"application/x-protobuf": protobufRequest,
	"application/json": jsonRequest,
};

/** A request with its bytes at hand. */
export interface OpenRequest {
	facts(): RecordFacts[];
	/** Those of its records that `keep` names; undefined when that is none. */
	pick(keep: (index: number) => boolean): Promise<EncodedRequest | undefined>;
}

export async function openRequest(
	request: EncodedRequest,
): Promise<OpenRequest> {
	const format = formatOf(request);
	const bytes = await plainBytes(request);
	return {
		facts: () => format.facts(bytes),
		async pick(keep) {
			let records = 0;
			const picked = format.pick(bytes, (index) => {
				const kept = keep(index);
				if (kept) records += 1;
				return kept;
			});
			return records === 0 ? undefined : encoded(request, picked, records);
		},
	};
}

/** The records from `first` on, `count` of them. */
export async function sliceRequest(
	request: EncodedRequest,
	first: number,
	count: number,
): Promise<EncodedRequest> {
	const open = await openRequest(request);
	const slice = await open.pick(
		(index) => index >= first && index < first + count,
	);
	if (slice?.records !== count) {
		throw new RangeError(
			`a request of ${request.records} records has not those from ${first} to ${first + count}`,
		);
	}
	return slice;
}

/** Throws when there is none, or when they differ in type or coding. */
export async function joinRequests(
	requests: readonly EncodedRequest[],
): Promise<EncodedRequest> {
	const [first] = requests;
	if (first === undefined) throw new RangeError("there is nothing to join");
	if (requests.length === 1) return first;
	for (const { contentType, contentEncoding } of requests) {
		if (
			contentType !== first.contentType ||
			contentEncoding !== first.contentEncoding
		) {
			throw new TypeError("requests of different encodings can't be joined");
		}
	}
	const records = requests.reduce((sum, request) => sum + request.records, 0);
	const bytes = await Promise.all(requests.map(plainBytes));
	return encoded(first, formatOf(first).join(bytes), records);
}

function formatOf({ contentType }: EncodedRequest): RequestFormat {
	const format = FORMATS[contentType];
	if (format === undefined) {
		throw new TypeError(`a request of type ${contentType} can't be read`);
	}
	return format;
}

async function plainBytes(request: EncodedRequest): Promise<Uint8Array> {
	switch (request.contentEncoding) {
		case undefined:
			return request.body;
		case "gzip":
			return gunzipped(request.body);
		default:
			throw new TypeError(
				`a request in ${request.contentEncoding} can't be read`,
			);
	}
}

async function encoded(
	{ contentType, contentEncoding }: EncodedRequest,
	bytes: Uint8Array,
	records: number,
): Promise<EncodedRequest> {
	return {
		body: contentEncoding === "gzip" ? await gzipped(bytes) : bytes,
		contentType,
		contentEncoding,
		records,
		bytes: bytes.byteLength,
	};
}
