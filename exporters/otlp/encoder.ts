// Records to requests. Invariant: a request is at most `maxSize` bytes before compression, unless one
// record alone is larger.

import type { EncodedBatch } from "../../pipeline/encoded-records.ts";
import type {
	EncodedRequest,
	RequestEncoder,
} from "../../pipeline/exporter.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { createJsonRequests } from "./json-requests.ts";
import { OTLP_ENCODINGS, type OtlpEncoding } from "./otlp-encodings.ts";
import { createRecordEncoder } from "./protobuf/record-encoder.ts";
import type { ContentCoding } from "./request/compression.ts";
import {
	joinPacked,
	type PackedRequest,
	type PackLimits,
	packRecords,
} from "./request/pack-records.ts";
import {
	createRequestMemory,
	type RequestMemory,
} from "./request/request-memory.ts";
import { createStoredRequests } from "./request/stored-request.ts";

export interface OtlpEncoderOptions {
	readonly encoding: OtlpEncoding;
	readonly compression: ContentCoding | "none";
	/** In units of `sizer`; 0 is no limit. */
	readonly maxSize: number;
	/** `bytes` before compression, or `items`: log records. */
	readonly sizer: "bytes" | "items";
}

type Ways = Pick<RequestEncoder, "encode" | "pack">;

export function createOtlpEncoder(options: OtlpEncoderOptions): RequestEncoder {
	const { encoding, compression, maxSize, sizer } = options;
	const memory = createRequestMemory();
	const { slice, join } = createStoredRequests(memory);
	return {
		key: `otlp/${encoding}/${compression}/${sizer}/${maxSize}`,
		...(encoding === "proto"
			? protobuf(options, memory)
			: json(options, memory)),
		slice,
		join,
	};
}

function protobuf(options: OtlpEncoderOptions, memory: RequestMemory): Ways {
	const { lend } = memory;
	const limits = limitsOf(options);
	const encoder = createRecordEncoder();

	function written({ records, size, write }: PackedRequest) {
		if (options.compression === "none") {
			const bytes = Buffer.allocUnsafeSlow(size);
			write(bytes);
			return request(records, bytes, options, memory);
		}
		return lend(size, (bytes) => {
			write(bytes);
			return request(records, bytes, options, memory);
		});
	}

	return {
		encode(records) {
			const groups = groupsOf(records);
			const packed = groups.flatMap((group) => {
				const encoded = encoder.encode(group);
				// The encoder's memory is used for the next group.
				const bytes =
					groups.length > 1 ? new Uint8Array(encoded.bytes) : encoded.bytes;
				return [...packRecords({ ...encoded, bytes }, limits)];
			});
			// All at once: `written` has copied the bytes when it returns.
			return Promise.all([...joinPacked(packed, limits)].map(written));
		},
		async pack(records: EncodedBatch) {
			const requests: EncodedRequest[] = [];
			for (const packed of packRecords(records, limits)) {
				// One after the other, in the same memory.
				requests.push(await written(packed));
			}
			return requests;
		},
	};
}

function json(options: OtlpEncoderOptions, memory: RequestMemory): Ways {
	const requestsOf = createJsonRequests(limitsOf(options));
	return {
		async encode(all) {
			const requests: Promise<EncodedRequest>[] = [];
			for await (const { records, bytes } of requestsOf(all)) {
				// Compressed on libuv's threads while the next one is serialized here.
				requests.push(request(records, bytes, options, memory));
			}
			return Promise.all(requests);
		},
	};
}

function limitsOf({ maxSize, sizer }: OtlpEncoderOptions): PackLimits {
	const limit = maxSize > 0 ? maxSize : Number.POSITIVE_INFINITY;
	const none = Number.POSITIVE_INFINITY;
	return sizer === "bytes"
		? { maxBytes: limit, maxRecords: none }
		: { maxBytes: none, maxRecords: limit };
}

/** By the identity of their resource and scope, in the order in which those first come. */
function groupsOf(records: readonly LogRecord[]): LogRecord[][] {
	const groups = new Map<object, Map<object, LogRecord[]>>();
	for (const record of records) {
		const { resource, instrumentationScope } = record;
		const scopes = groups.get(resource) ?? new Map<object, LogRecord[]>();
		groups.set(resource, scopes);
		const group = scopes.get(instrumentationScope);
		if (group === undefined) scopes.set(instrumentationScope, [record]);
		else group.push(record);
	}
	return [...groups.values()].flatMap((scopes) => [...scopes.values()]);
}

async function request(
	records: number,
	bytes: Uint8Array,
	{ encoding, compression }: OtlpEncoderOptions,
	{ compress, leaseOf }: RequestMemory,
): Promise<EncodedRequest> {
	const contentEncoding = compression === "none" ? undefined : compression;
	const body =
		contentEncoding === undefined
			? bytes
			: await compress(bytes, contentEncoding);
	return {
		body,
		contentType: OTLP_ENCODINGS[encoding].contentType,
		contentEncoding,
		records,
		bytes: bytes.byteLength,
		lease: leaseOf(body),
	};
}
