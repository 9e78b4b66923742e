// Requests of records that are encoded: cut where records end, and put into one
// ResourceLogs and ScopeLogs. Only those two field numbers are known here.

import type { EncodedBatch } from "../../../pipeline/encoded-records.ts";
import { delimitedHeader } from "./wire.ts";

const RESOURCE_LOGS = 1;
const SCOPE_LOGS = 2;
/** Of two messages: a tag, and a length of at most five bytes. */
const HEADERS = 2 * 6;

export interface PackLimits {
	/** Of a whole request, unless one record alone is larger. */
	readonly maxBytes: number;
	readonly maxRecords: number;
}

export interface PackedRequest {
	readonly records: number;
	/** How many bytes it takes. */
	readonly size: number;
	/** Writes them at the beginning of `target`. */
	write(target: Uint8Array): void;
}

/** In the order of the records, and of about the same size each. */
export function* packRecords(
	records: EncodedBatch,
	{ maxBytes, maxRecords }: PackLimits,
): Generator<PackedRequest, void, void> {
	const { count, ends, resource, scope } = records;
	const room = Math.max(1, maxBytes - resource.length - scope.length - HEADERS);
	for (let first = 0; first < count; ) {
		const most = Math.min(count, first + evenPart(count - first, maxRecords));
		const start = startOf(first, ends);
		const left = startOf(count, ends) - start;
		const aim = start + evenPart(left, room);
		let end = first + 1;
		while (
			end < most &&
			startOf(end, ends) < aim &&
			(ends[end] as number) - start <= room
		) {
			end++;
		}
		yield requestOf(records, first, end);
		first = end;
	}
}

/** Neighbours as one, as far as the limits allow. */
export function* joinPacked(
	packed: Iterable<PackedRequest>,
	{ maxBytes, maxRecords }: PackLimits,
): Generator<PackedRequest, void, void> {
	let joined: PackedRequest | undefined;
	for (const next of packed) {
		if (joined === undefined) {
			joined = next;
		} else if (
			joined.size + next.size <= maxBytes &&
			joined.records + next.records <= maxRecords
		) {
			joined = join(joined, next);
		} else {
			yield joined;
			joined = next;
		}
	}
	if (joined !== undefined) yield joined;
}

/** Repeated fields of messages that follow each other add up. */
function join(first: PackedRequest, second: PackedRequest): PackedRequest {
	return {
		records: first.records + second.records,
		size: first.size + second.size,
		write(target) {
			first.write(target);
			second.write(target.subarray(first.size));
		},
	};
}

/** 1,001 under a limit of 1,000 are 501 and 500. */
function evenPart(whole: number, limit: number): number {
	return Math.ceil(whole / Math.max(1, Math.ceil(whole / limit)));
}

function startOf(record: number, ends: Uint32Array): number {
	return record === 0 ? 0 : (ends[record - 1] as number);
}

function requestOf(
	{ bytes, ends, resource, scope }: EncodedBatch,
	first: number,
	end: number,
): PackedRequest {
	const part = bytes.subarray(startOf(first, ends), startOf(end, ends));
	const inner = delimitedHeader(SCOPE_LOGS, scope.length + part.length);
	const outer = delimitedHeader(
		RESOURCE_LOGS,
		resource.length + inner.length + scope.length + part.length,
	);
	const pieces = [outer, resource, inner, scope, part];
	return {
		records: end - first,
		size: pieces.reduce((sum, piece) => sum + piece.length, 0),
		write(target) {
			let at = 0;
			for (const piece of pieces) {
				target.set(piece, at);
				at += piece.length;
			}
		},
	};
}
