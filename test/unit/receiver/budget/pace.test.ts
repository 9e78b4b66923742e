import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	backlogPaceOf,
	type CallsOfLastDay,
	paceOf,
} from "../../../../receiver/budget/pace.ts";

const DAY = { share: 0.2 };
const org = (used: number, max = 100_000) => ({ used, max });
const calls = fc
	.record({
		max: fc.integer({ min: 1_000, max: 5_000_000 }),
		used: fc.double({ min: 0, max: 1.2, noNaN: true }),
		ours: fc.double({ min: 0, max: 1, noNaN: true }),
	})
	.map(
		({ max, used, ours }): CallsOfLastDay => ({
			ours: Math.floor(ours * used * max),
			org: { used: Math.floor(used * max), max },
		}),
	);
const settings = fc.oneof(
	fc.double({ min: 0.01, max: 1, noNaN: true }).map((share) => ({ share })),
	fc.integer({ min: 1, max: 100_000 }).map((calls) => ({ calls })),
);

describe("the pace of polls", () => {
	test.each([
		["nothing used", { ours: 0, org: org(0) }, 1],
		["half of the budget", { ours: 10_000, org: org(10_000) }, 1],
		["three quarters of the budget", { ours: 15_000, org: org(15_000) }, 2],
		["nine tenths of the budget", { ours: 18_000, org: org(18_000) }, 5],
		["three quarters of the org's by others", { ours: 0, org: org(75_000) }, 1],
		["85 percent of the org's by others", { ours: 0, org: org(85_000) }, 2],
		["90 percent of the org's by others", { ours: 0, org: org(90_000) }, 4],
		["an org that has not told", { ours: 90_000 }, 1],
	] as const)("%s", (_, made, stretch) => {
		const pace = paceOf(DAY, made);
		expect(pace).toMatchObject({ kind: "poll" });
		expect(pace.kind === "poll" && pace.stretch).toBeCloseTo(stretch, 9);
	});

	test.each([
		["the budget is spent", { ours: 20_000, org: org(20_000) }, "budget_spent"],
		[
			"the org is at its last 5 percent",
			{ ours: 0, org: org(95_000) },
			"org_limit_near",
		],
	] as const)("nothing is asked when %s", (_, made, reason) => {
		expect(paceOf(DAY, made)).toEqual({ kind: "hold", reason });
	});

	test("never touches the last 5 percent, nor more than the budget, and never polls faster than the interval", () => {
		fc.assert(
			fc.property(settings, calls, (setting, made) => {
				const pace = paceOf(setting, made);
				const { used, max } = made.org ?? org(0);
				const budget =
					"calls" in setting ? setting.calls : Math.floor(setting.share * max);
				if (used >= 0.95 * max || made.ours >= budget) {
					expect(pace.kind).toBe("hold");
				} else {
					expect(pace.kind === "poll" && pace.stretch).toBeGreaterThanOrEqual(
						1,
					);
				}
			}),
		);
	});

	test("more calls, ours or others', never make it faster", () => {
		const speed = (
			setting: Parameters<typeof paceOf>[0],
			made: CallsOfLastDay,
		) => {
			const pace = paceOf(setting, made);
			return pace.kind === "hold" ? 0 : 1 / pace.stretch;
		};
		fc.assert(
			fc.property(
				settings,
				calls,
				fc.nat(100_000),
				fc.boolean(),
				(setting, made, more, ours) => {
					const { used, max } = made.org ?? org(0);
					const later = {
						ours: made.ours + (ours ? more : 0),
						org: { used: used + more, max },
					};
					expect(speed(setting, later)).toBeLessThanOrEqual(
						speed(setting, made),
					);
				},
			),
		);
	});

	test("a demand of any size settles below the budget", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 4_000 }),
				fc.integer({ min: 500, max: 20_000 }),
				(callsAnHour, budget) => {
					// Three days, by the minute, of an org that nobody else uses.
					const made: number[] = [];
					let owed = 0;
					for (let minute = 0; minute < 3 * 1440; minute++) {
						const ours = made.slice(-1440).reduce((sum, n) => sum + n, 0);
						const pace = paceOf({ calls: budget }, { ours });
						owed += pace.kind === "hold" ? 0 : callsAnHour / 60 / pace.stretch;
						made.push(Math.floor(owed));
						owed -= Math.floor(owed);
						expect(ours).toBeLessThanOrEqual(budget + callsAnHour / 60);
					}
				},
			),
			{ numRuns: 5 },
		);
	});
});

describe("the pace of a backlog", () => {
	test("is free at first, then spread, and ends before the newest has to wait", () => {
		const at = (ours: number) => backlogPaceOf(DAY, { ours, org: org(ours) });
		expect(at(0)).toEqual({ kind: "read", pauseMs: 0 });
		expect(at(5_999)).toEqual({ kind: "read", pauseMs: 0 });
		expect(at(6_000)).toEqual({ kind: "read", pauseMs: 8_640 });
		expect(at(15_999)).toEqual({ kind: "read", pauseMs: 8_640 });
		expect(at(16_000)).toEqual({ kind: "wait" });
	});

	test("waits while others use up the org's calls", () => {
		expect(backlogPaceOf(DAY, { ours: 0, org: org(76_000) })).toEqual({
			kind: "wait",
		});
	});

	test("never reads where polls are held back", () => {
		fc.assert(
			fc.property(settings, calls, (setting, made) => {
				if (paceOf(setting, made).kind === "hold") {
					expect(backlogPaceOf(setting, made)).toEqual({ kind: "wait" });
				}
			}),
		);
	});

	test("spends no more in a day than its share, however large the backlog", () => {
		fc.assert(
			fc.property(fc.integer({ min: 100, max: 50_000 }), (budget) => {
				let ours = 0;
				let spent = 0;
				while (spent < 86_400_000) {
					const pace = backlogPaceOf({ calls: budget }, { ours });
					if (pace.kind === "wait") break;
					ours++;
					// As fast as the wire: 10 ms a file.
					spent += Math.max(10, pace.pauseMs);
				}
				expect(ours).toBeLessThanOrEqual(0.8 * budget + 1);
			}),
			{ numRuns: 20 },
		);
	});
});
