// Records to requests. Invariant: a request is at most `maxSize` bytes before compression, unless one
// record alone is larger.

import type { EncodedRecords } from "../../pipeline/encoded-records.ts";
import type {
	EncodedRequest,
	RequestEncoder,
} from "../../pipeline/exporter.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { OTLP_ENCODINGS, type OtlpEncoding } from "./otlp-encodings.ts";
import { gzipped } from "./request/gzip.ts";
import { type PackedRequest, packRecords } from "./request/pack-records.ts";
import { createScratch } from "./request/scratch.ts";
import { joinRequests, sliceRequest } from "./request/stored-request.ts";

export interface OtlpEncoderOptions {
	readonly encoding: OtlpEncoding;
	readonly compression: "gzip" | "none";
	/** In units of `sizer`; 0 is no limit. */
	readonly maxSize: number;
	/** `bytes` before compression, or `items`: log records. */
	readonly sizer: "bytes" | "items";
}

type Serialize = typeof import("./serializers.ts").serializeLogs;

/** How full a request is planned, so that few have to be split again. */
const FILL = 0.92;

/** A guess for the first request; from then on it is measured. */
const FIRST_BYTES_A_RECORD = 1_000;

export function createOtlpEncoder(options: OtlpEncoderOptions): RequestEncoder {
	const { encoding, compression, maxSize, sizer } = options;
	const limit = maxSize > 0 ? maxSize : Number.POSITIVE_INFINITY;
	const scratch = createScratch();
	let bytesPerRecord = FIRST_BYTES_A_RECORD;

	function planned(left: number): number {
		const most =
			sizer === "items"
				? limit
				: Math.max(1, Math.floor((limit * FILL) / bytesPerRecord));
		// Even parts: 1,001 records under a limit of 1,000 are 501 and 500.
		return Math.ceil(left / Math.max(1, Math.ceil(left / most)));
	}

	/** The next request's records and bytes, serialized again with fewer while it is too large. */
	function cut(
		records: readonly LogRecord[],
		start: number,
		serializeLogs: Serialize,
	) {
		let count = planned(records.length - start);
		for (;;) {
			const part = records.slice(start, start + count);
			const bytes = serializeLogs(encoding, part);
			bytesPerRecord = bytes.byteLength / count;
			if (sizer === "items" || bytes.byteLength <= limit || count === 1) {
				return { count, bytes };
			}
			count = Math.min(count - 1, planned(count));
		}
	}

	async function request(
		count: number,
		bytes: Uint8Array,
	): Promise<EncodedRequest> {
		return {
			body: compression === "gzip" ? await gzipped(bytes) : bytes,
			contentType: OTLP_ENCODINGS[encoding].contentType,
			contentEncoding: compression === "gzip" ? "gzip" : undefined,
			records: count,
			bytes: bytes.byteLength,
		};
	}

	async function pack(records: EncodedRecords): Promise<EncodedRequest[]> {
		const none = Number.POSITIVE_INFINITY;
		const limits = {
			maxBytes: sizer === "bytes" ? limit : none,
			maxRecords: sizer === "items" ? limit : none,
		};
		const requests: EncodedRequest[] = [];
		for (const packed of packRecords(records, limits)) {
			// One after the other, in the same memory.
			requests.push(await written(packed));
		}
		return requests;
	}

	function written({ records, size, write }: PackedRequest) {
		if (compression === "none") {
			const bytes = Buffer.allocUnsafeSlow(size);
			write(bytes);
			return request(records, bytes);
		}
		return scratch.lend(size, (bytes) => {
			write(bytes);
			return request(records, bytes);
		});
	}

	return {
		key: `otlp/${encoding}/${compression}/${sizer}/${maxSize}`,
		async encode(records) {
			if (records.length === 0) return [];
			const { serializeLogs } = await import("./serializers.ts");
			const requests: Promise<EncodedRequest>[] = [];
			for (let start = 0; start < records.length; ) {
				const { count, bytes } = cut(records, start, serializeLogs);
				// Compressed on libuv's threads while the next part is serialized here.
				requests.push(request(count, bytes));
				start += count;
			}
			return Promise.all(requests);
		},
		...(encoding === "proto" && { pack }),
		slice: sliceRequest,
		join: joinRequests,
	};
}
