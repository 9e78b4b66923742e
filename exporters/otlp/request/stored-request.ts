// Stored requests cut and joined, compression included. By what they are stored as, not
// by what is configured now: the encoding may have been changed since. Rejects when the
// bytes are no request.
//
// Invariant: one request at a time is unpacked, however many consumers ask. A backend
// that refuses requests for their size refuses all that are in flight.

import type { EncodedRequest } from "../../../pipeline/exporter.ts";
import { isContentCoding } from "./compression.ts";
import { jsonRequest } from "./json-request.ts";
import { protobufRequest } from "./protobuf-request.ts";
import type { RecordFacts, RequestFormat } from "./request-format.ts";
import type { RequestMemory } from "./request-memory.ts";

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

export interface StoredRequests {
	/** The request is open until `work` has ended. */
	open<T>(
		request: EncodedRequest,
		work: (open: OpenRequest) => Promise<T>,
	): Promise<T>;
	/** The records from `first` on, `count` of them. */
	slice(
		request: EncodedRequest,
		first: number,
		count: number,
	): Promise<EncodedRequest>;
	/** Throws when there is none, or when they differ in type or coding. */
	join(requests: readonly EncodedRequest[]): Promise<EncodedRequest>;
}

export function createStoredRequests({
	lend,
	compress,
	decompress,
}: RequestMemory): StoredRequests {
	let turn: Promise<unknown> = Promise.resolve();

	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(work);
		turn = result.catch(() => {});
		return result;
	}

	/** `work` gets the plain bytes of each; they are of one coding, and only lent. */
	function unpacked<T>(
		requests: readonly EncodedRequest[],
		work: (plain: readonly Uint8Array[]) => Promise<T>,
	): Promise<T> {
		const coding = requests[0]?.contentEncoding;
		if (coding === undefined) return work(requests.map(({ body }) => body));
		const size = requests.reduce((sum, { bytes }) => sum + bytes, 0);
		return lend(size, async (memory) => {
			const plain: Uint8Array[] = [];
			let at = 0;
			for (const { body, bytes } of requests) {
				const target = memory.subarray(at, at + bytes);
				await decompress(body, target, coding);
				plain.push(target);
				at += bytes;
			}
			return work(plain);
		});
	}

	async function encoded(
		{ contentType, contentEncoding }: EncodedRequest,
		parts: readonly Uint8Array[],
		records: number,
	): Promise<EncodedRequest> {
		const size = parts.reduce((sum, { length }) => sum + length, 0);
		const body =
			contentEncoding !== undefined && isContentCoding(contentEncoding)
				? await lend(size, (bytes) => {
						write(parts, bytes);
						return compress(bytes, contentEncoding);
					})
				: Buffer.concat(parts);
		return { body, contentType, contentEncoding, records, bytes: size };
	}

	async function open<T>(
		request: EncodedRequest,
		work: (open: OpenRequest) => Promise<T>,
	): Promise<T> {
		const format = formatOf(request);
		return unpacked([request], ([bytes = request.body]) =>
			work({
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
			}),
		);
	}

	async function slice(
		request: EncodedRequest,
		first: number,
		count: number,
	): Promise<EncodedRequest> {
		const slice = await open(request, ({ pick }) =>
			pick((index) => index >= first && index < first + count),
		);
		if (slice?.records !== count) {
			throw new RangeError(
				`a request of ${request.records} records has not those from ${first} to ${first + count}`,
			);
		}
		return slice;
	}

	async function join(
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
		const format = formatOf(first);
		return unpacked(requests, (plain) =>
			encoded(first, format.join(plain), records),
		);
	}

	return {
		open: (...asked) => inTurn(() => open(...asked)),
		slice: (...asked) => inTurn(() => slice(...asked)),
		join: (requests) => inTurn(() => join(requests)),
	};
}

function formatOf({ contentType }: EncodedRequest): RequestFormat {
	const format = FORMATS[contentType];
	if (format === undefined) {
		throw new TypeError(`a request of type ${contentType} can't be read`);
	}
	return format;
}

function write(parts: readonly Uint8Array[], target: Uint8Array): void {
	let at = 0;
	for (const part of parts) {
		target.set(part, at);
		at += part.length;
	}
}
