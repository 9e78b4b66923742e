import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTimestamp } from "../../../../receiver/mapping/timestamp.ts";

describe("the forms that Salesforce writes", () => {
	test.each([
		["2023-12-18T05:48:31.655Z", 1_702_878_511, 655_000_000],
		["20231218054831.655", 1_702_878_511, 655_000_000],
		["20231218054831", 1_702_878_511, 0],
		["20231218054831.13", 1_702_878_511, 130_000_000],
		["2023-12-18T05:48:31.655+0000", 1_702_878_511, 655_000_000],
		["2023-12-18T05:48:31Z", 1_702_878_511, 0],
		["2023-12-18T07:18:31.655+01:30", 1_702_878_511, 655_000_000],
		["2023-12-17T22:48:31-0700", 1_702_878_511, 0],
		["2023-12-18T05:48:31.123456789Z", 1_702_878_511, 123_456_789],
		["2024-02-29T00:00:00Z", 1_709_164_800, 0],
		["1970-01-01T00:00:00Z", 0, 0],
	])("%s", (text, seconds, nanoseconds) => {
		expect(parseTimestamp(text)).toEqual([seconds, nanoseconds]);
	});
});

test.each([
	"",
	"yesterday",
	"2023-13-01T00:00:00Z",
	"2023-02-29T00:00:00Z",
	"2023-04-31T00:00:00Z",
	"2023-12-18T24:00:00Z",
	"2023-12-18T05:60:00Z",
	"2023-12-18T05:48:31.Z",
	"2023-12-18T05:48:31.655X",
	"2023-12-18T05:48:31Z ",
	"2023-12-18",
	"2023121805483",
	"20231218054831.",
	"20231218054831Z",
	"00000000000000",
	"1969-12-31T23:59:59Z",
	"1970-01-01T00:00:00+0100",
	"9999-12-31T23:59:59Z",
])("%j is no time", (text) => {
	expect(parseTimestamp(text)).toBeUndefined();
});

test("agrees with Date on every millisecond that OTLP can carry", () => {
	const last = Date.parse("2261-12-31T23:59:59.999Z");
	fc.assert(
		fc.property(fc.integer({ min: 0, max: last }), (ms) => {
			const iso = new Date(ms).toISOString();
			const expected = [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];

			expect(parseTimestamp(iso)).toEqual(expected);
			expect(parseTimestamp(iso.replace(/[-T:Z]/g, ""))).toEqual(expected);
		}),
	);
});
