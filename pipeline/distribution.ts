// A histogram's counts. Measurements come in bulk, those of a whole request at once,
// which is why this is not an instrument of the SDK: it takes one at a time.

import type { Spread } from "./telemetry.ts";

export interface Distribution {
	readonly boundaries: readonly number[];
	/** One more than boundaries; a measurement equal to a boundary is below it. */
	readonly counts: number[];
	count: number;
	sum: number;
}

export function createBuckets(boundaries: readonly number[]): Distribution {
	return {
		boundaries,
		counts: new Array(boundaries.length + 1).fill(0),
		count: 0,
		sum: 0,
	};
}

/** Adds `count` measurements, evenly spread from `low` to `high`. */
export function addSpread(
	distribution: Distribution,
	{ low, high, count }: Spread,
): void {
	const { boundaries, counts } = distribution;
	let added = 0;
	for (const [index, boundary] of [...boundaries, Infinity].entries()) {
		// Rounded as a running total, so that the parts add up to the whole.
		const upTo = Math.round(count * shareBelow(boundary, low, high));
		counts[index] = (counts[index] as number) + upTo - added;
		added = upTo;
		if (added === count) break;
	}
	distribution.count += count;
	distribution.sum += (count * (low + high)) / 2;
}

function shareBelow(boundary: number, low: number, high: number): number {
	if (high <= boundary) return 1;
	if (low > boundary || low >= high) return 0;
	return (boundary - low) / (high - low);
}

/** The value below which that share of the measurements lies, about; undefined without any. */
export function quantile(
	{ boundaries, counts, count }: Distribution,
	share: number,
): number | undefined {
	if (count === 0) return undefined;
	const wanted = count * share;
	let passed = 0;
	for (const [index, inBucket] of counts.entries()) {
		if (passed + inBucket >= wanted && inBucket > 0) {
			const low = index === 0 ? 0 : (boundaries[index - 1] as number);
			const high = boundaries[index] ?? low;
			return low + ((high - low) * (wanted - passed)) / inBucket;
		}
		passed += inBucket;
	}
	return boundaries.at(-1);
}
