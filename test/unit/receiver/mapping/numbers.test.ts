import fc from "fast-check";
import { expect, test } from "vitest";
import {
	parseInteger,
	parseMilliseconds,
	parseNanoseconds,
	parseNumber,
} from "../../../../receiver/mapping/numbers.ts";

test("every safe integer is read exactly", () => {
	fc.assert(
		fc.property(fc.maxSafeInteger(), (value) => {
			expect(parseInteger(String(value))).toBe(value);
			expect(parseNumber(String(value))).toBe(value);
			expect(parseMilliseconds(String(value))).toBe(value);
		}),
	);
});

test.each([
	["81604961", 81_604_961],
	["12.0", 12],
	["12.5", Number.NaN],
	["", Number.NaN],
	["-", Number.NaN],
	["1e3", Number.NaN],
	["0x10", Number.NaN],
	[" 1", Number.NaN],
	["Infinity", Number.NaN],
	["9007199254740992", Number.POSITIVE_INFINITY],
	["-9007199254740992", Number.NEGATIVE_INFINITY],
])("the integer %j is %d", (cell, value) => {
	expect(parseInteger(cell)).toBe(value);
});

test.each([
	["1.25", 1.25],
	["-1.5E2", -150],
	["NaN", Number.NaN],
	["1,5", Number.NaN],
])("the number %j is %d", (cell, value) => {
	expect(parseNumber(cell)).toBe(value);
});

test.each([
	["1051271151", 1051],
	["499999", 0],
	["500000", 1],
	["9007199254740993000", 9_007_199_254_741],
	["1.5E9", 1500],
	["soon", Number.NaN],
])("%j nanoseconds are %d ms", (cell, value) => {
	expect(parseNanoseconds(cell)).toBe(value);
});

test("milliseconds with a fraction are rounded", () => {
	expect(parseMilliseconds("1.6")).toBe(2);
});
