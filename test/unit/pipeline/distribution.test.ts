import fc from "fast-check";
import { expect, test } from "vitest";
import {
	addSpread,
	createBuckets,
	quantile,
} from "../../../pipeline/distribution.ts";

test("a measurement is counted in the bucket whose upper bound it does not exceed", () => {
	const buckets = createBuckets([1, 10, 100]);
	for (const value of [0, 1, 1.5, 10, 11, 100, 101]) {
		addSpread(buckets, { low: value, high: value, count: 1 });
	}
	expect(buckets.counts).toEqual([2, 2, 2, 1]);
	expect(buckets.sum).toBe(224.5);
});

test("a spread is shared out between the buckets that it reaches over", () => {
	const buckets = createBuckets([10, 20, 40]);
	addSpread(buckets, { low: 15, high: 35, count: 100 });
	expect(buckets).toMatchObject({
		counts: [0, 25, 75, 0],
		count: 100,
		sum: 2500,
	});
});

test("whatever is added, nothing is counted twice and nothing is forgotten", () => {
	const spread = fc
		.tuple(
			fc.double({ min: 0, max: 1e7, noNaN: true }),
			fc.double({ min: 0, max: 1e7, noNaN: true }),
			fc.nat(5000),
		)
		.map(([low, length, count]) => ({ low, high: low + length, count }));
	fc.assert(
		fc.property(fc.array(spread, { maxLength: 20 }), (spreads) => {
			const buckets = createBuckets([1, 60, 3600, 86_400, 1e6]);
			for (const each of spreads) addSpread(buckets, each);
			const counted = buckets.counts.reduce((sum, count) => sum + count, 0);
			expect(counted).toBe(buckets.count);
			expect(counted).toBe(spreads.reduce((sum, { count }) => sum + count, 0));
			expect(Math.min(...buckets.counts)).toBeGreaterThanOrEqual(0);
		}),
	);
});

test("a quantile lies within the bucket that holds it", () => {
	const buckets = createBuckets([10, 20, 40]);
	expect(quantile(buckets, 0.5)).toBeUndefined();
	addSpread(buckets, { low: 12, high: 18, count: 90 });
	addSpread(buckets, { low: 30, high: 30, count: 10 });
	expect(quantile(buckets, 0.5)).toBeCloseTo(15.6, 0);
	expect(quantile(buckets, 0.95)).toBeGreaterThan(20);
	expect(quantile(buckets, 0.95)).toBeLessThanOrEqual(40);
});
