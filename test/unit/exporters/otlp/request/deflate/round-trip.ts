// A deflater whose every answer is held to zlib's inflate, to the size of stored blocks,
// and to the regions of its memory: what it may not write is filled before, and looked at
// after each request.

import { gunzipSync } from "node:zlib";
import { createBodyMemory } from "../../../../../../exporters/otlp/request/body-memory.ts";
import {
	createDeflater,
	MAX_INPUT,
} from "../../../../../../exporters/otlp/request/deflate/deflater.ts";
import {
	CODE_LENGTHS,
	DEPTHS,
	DISTANCE_CODES,
	DISTANCE_COUNTS,
	IN_VAIN,
	INPUT,
	LENGTH_CODES,
	LENGTH_EXTRA,
	LENGTH_EXTRA_BITS,
	LENGTH_SYMBOLS,
	LITERAL_CODES,
	LITERAL_COUNTS,
	MAX_SEQUENCES,
	NEXT_CODE,
	OF_LENGTH,
	RUN_CODES,
	RUN_COUNTS,
	RUN_LENGTHS,
	RUNS,
	SAME_FIELD,
	SEPARATORS,
	SEQUENCE_BYTES,
	SEQUENCES,
	SLACK,
	SORTED,
	TABLE_BITS,
	TABLES_END,
} from "../../../../../../exporters/otlp/request/deflate/engine/layout.ts";

/** Where each region begins, and how many bytes of it are written. */
const REGIONS: readonly (readonly [start: number, bytes: number])[] = [
	[LITERAL_COUNTS, 286 * 4],
	[DISTANCE_COUNTS, 30 * 4],
	[LITERAL_CODES, 286 * 4],
	[DISTANCE_CODES, 30 * 4],
	[LENGTH_CODES, 259 * 4],
	[LENGTH_SYMBOLS, 259 * 2],
	[LENGTH_EXTRA, 259],
	[LENGTH_EXTRA_BITS, 259],
	[CODE_LENGTHS, 286 + 30],
	[RUNS, (286 + 30) * 2],
	[RUN_COUNTS, 19 * 4],
	[RUN_LENGTHS, 19],
	[RUN_CODES, 19 * 4],
	[SORTED, 286 * 4],
	[DEPTHS, 286 * 4],
	[OF_LENGTH, 16 * 4],
	[NEXT_CODE, 16 * 4],
	[SEPARATORS, 256],
	[SAME_FIELD, TABLES_END - SAME_FIELD],
	[IN_VAIN, 1 << TABLE_BITS],
	[SEQUENCES, MAX_SEQUENCES * SEQUENCE_BYTES],
];
/** Of what lies between them. */
export const FILLING = 0xa5;
/** More than a stray store would miss, and quick to look at. */
const LOOKED_AT = 4096;

/** What came of the request; undefined when it is none. Throws when anything is wrong. */
export type RoundTrip = (request: Uint8Array) => Uint8Array | undefined;

export function createRoundTrip(): RoundTrip {
	const { begin, gzip } = createDeflater();
	const bodies = createBodyMemory();
	// What the compiler keeps, and the tables, are written when the code is loaded.
	gzip(begin(0), bodies);
	const constants = Buffer.from(
		new Uint8Array(begin(0).buffer, 0, LITERAL_COUNTS),
	);

	let room = 1024 * 1024;

	return (request) => {
		const lent = begin(request.length);
		if (request.length > room) room = MAX_INPUT;
		const output = INPUT + room + SLACK;
		const outputEnd = output + 2 * request.length + 1024 + 8;
		const all = Buffer.from(lent.buffer);
		const gaps = gapsBetween([
			...REGIONS,
			[INPUT, request.length],
			[output, outputEnd - output],
		]).map(([start, end]) =>
			all.subarray(start, Math.min(end, start + LOOKED_AT, all.length)),
		);
		for (const gap of gaps) gap.fill(FILLING);
		lent.set(request);

		const member = gzip(lent, bodies);

		if (gaps.some((gap) => gap.some((byte) => byte !== FILLING))) {
			throw new Error("written outside of the regions");
		}
		if (!all.subarray(0, LITERAL_COUNTS).equals(constants)) {
			throw new Error("the compiler's own data are written over");
		}
		if (!lent.equals(request)) throw new Error("the input is written over");
		if (member === undefined) return undefined;
		if (!gunzipSync(member).equals(request)) throw new Error("other bytes");
		const stored = Math.max(1, Math.ceil(request.length / 65_535));
		if (member.length > 18 + request.length + 5 * stored) {
			throw new Error("more bytes than stored");
		}
		return member;
	};
}

/** Behind the first region, since the compiler's own data lie before it. */
function gapsBetween(
	regions: readonly (readonly [start: number, bytes: number])[],
): [start: number, end: number][] {
	return regions.map(([start, bytes], n) => [
		start + bytes,
		regions[n + 1]?.[0] ?? Number.POSITIVE_INFINITY,
	]);
}
