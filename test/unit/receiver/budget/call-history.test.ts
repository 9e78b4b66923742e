import fc from "fast-check";
import { expect, test } from "vitest";
import {
	callsOfLastDay,
	NO_CALLS,
	parseCallHistory,
	withCall,
} from "../../../../receiver/budget/call-history.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

test("counts every call of 24 hours, and none that is older than a quarter of an hour more", () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 3 * DAY }), { maxLength: 60 }),
			(times) => {
				const sorted = times.toSorted((a, b) => a - b);
				const now = sorted.at(-1) ?? 0;
				const history = sorted.reduce(withCall, NO_CALLS);
				const within = (span: number) =>
					sorted.filter((time) => time > now - span).length;
				expect(callsOfLastDay(history, now)).toBeGreaterThanOrEqual(
					within(DAY),
				);
				expect(callsOfLastDay(history, now)).toBeLessThanOrEqual(
					within(DAY + 15 * MINUTE + 1),
				);
				expect(history.calls.length).toBeLessThanOrEqual(97);
			},
		),
	);
});

test("survives being stored", () => {
	const history = [0, 1, MINUTE * 40].reduce(withCall, NO_CALLS);
	expect(parseCallHistory(JSON.stringify(history))).toEqual({ state: history });
	expect(parseCallHistory('{"v":1,"calls":[["x",1]]}')).toHaveProperty(
		"problem",
	);
});

test("a clock that was set back by days forgets calls of the future", () => {
	const history = withCall(NO_CALLS, 10 * DAY);
	expect(callsOfLastDay(withCall(history, DAY), DAY)).toBe(1);
});
