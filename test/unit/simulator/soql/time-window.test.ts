import { describe, expect, test } from "vitest";
import { parseSoql } from "../../../../simulator/soql/parse.ts";
import { timeWindowOf } from "../../../../simulator/soql/time-window.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const at = (time: string) => Date.parse(`2026-11-${time}Z`);
const A = "2026-11-22T05:00:00Z";
const B = "2026-11-22T06:00:00Z";
const a = Date.parse(A);
const b = Date.parse(B);

describe("the window of", () => {
	test.each<[string, number, number]>([
		[`T > ${A} AND T <= ${B}`, a, b],
		[`T >= ${A}`, a, Infinity],
		[`T = ${A} AND X = 1`, a, a],
		[`T > ${B} OR (T = ${B} AND X > 1)`, b, Infinity],
		[`T < ${A} OR T = ${B}`, -Infinity, b],
		[`NOT (T < ${A})`, -Infinity, Infinity],
		[`T != ${A}`, -Infinity, Infinity],
		[`U > ${A}`, -Infinity, Infinity],
		["T = TODAY", at("23T00:00:00"), at("23T23:59:59.999")],
		["T > YESTERDAY", at("22T00:00:00"), Infinity],
		["T >= LAST_N_DAYS:3", at("20T00:00:00"), Infinity],
	])("%s", (where, from, to) => {
		const { where: condition } = parseSoql(
			`SELECT T FROM O WHERE ${where}`,
			NOW,
		);
		const window = timeWindowOf(condition, "T");
		expect(window.from).toBeLessThanOrEqual(from);
		expect(window.to).toBeGreaterThanOrEqual(to);
		expect([window.from, window.to]).toEqual([from, to]);
	});
});
