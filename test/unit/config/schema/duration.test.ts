import fc from "fast-check";
import { expect, test } from "vitest";
import {
	formatDuration,
	parseDuration,
} from "../../../../config/schema/duration.ts";

test.each([
	["30s", 30_000],
	["1m30s", 90_000],
	["200ms", 200],
	["1h", 3_600_000],
	["1.5h", 5_400_000],
	[".5s", 500],
	["7d", 604_800_000],
	["1d12h", 129_600_000],
	["0", 0],
	["0s", 0],
	["-3s", -3_000],
	["250us", 0.25],
	["250µs", 0.25],
])("reads %s", (text, ms) => {
	expect(parseDuration(text)).toBe(ms);
});

test.each([
	"",
	"30",
	"s",
	"30 s",
	"1h 30m",
	"30S",
	"1e3s",
	"1w",
	"--1s",
	"9999999d",
	"1..5s",
])("refuses %j", (text) => {
	expect(parseDuration(text)).toBeUndefined();
});

test.each([
	[90_000, "1m30s"],
	[604_800_000, "168h"],
	[0, "0s"],
	[1_500, "1s500ms"],
	[0.25, "250000ns"],
	[-3_000, "-3s"],
])("writes %d as %s", (ms, text) => {
	expect(formatDuration(ms)).toBe(text);
});

test("what is written is read back as the same", () => {
	fc.assert(
		fc.property(fc.nat({ max: 9_000_000_000_000 }), (ms) => {
			expect(parseDuration(formatDuration(ms))).toBe(ms);
		}),
	);
});
