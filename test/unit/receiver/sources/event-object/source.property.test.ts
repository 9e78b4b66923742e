import fc from "fast-check";
import { expect, test } from "vitest";
import { SalesforceError } from "../../../../../receiver/api/salesforce-error.ts";
import {
	createFakeObjectOrg,
	HOUR,
	MINUTE,
} from "../object/fake-object-org.ts";
import {
	createObjectCollector,
	OBJECT_SCHEDULE,
	type Way,
} from "../object/object-collector.ts";

const { visibilityLagMs } = OBJECT_SCHEDULE;

const event = fc.record({
	/** Before the moment it is added, ms; few values, so that many tie. */
	age: fc.constantFrom(0, 0, 1, 999, 1000, MINUTE, 3 * MINUTE),
	/** How long after its time a query begins to show it: a share of the longest. */
	late: fc.oneof(
		fc.constantFrom(0, 1),
		fc.float({ min: 0, max: 1, noNaN: true }),
	),
	/** How many of the same moment. */
	burst: fc.oneof(
		fc.constant(1),
		fc.integer({ min: 4, max: 8 }),
		fc.integer({ min: 1, max: 30 }),
	),
});
const step = fc.record({
	events: fc.array(event, { maxLength: 4 }),
	minutes: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(100)),
	/** Batches stored before the process dies, if it dies in this poll. */
	diesAfter: fc.oneof(fc.constantFrom(undefined, 1, 2), fc.nat({ max: 8 })),
});
/** For each page of an answer: what goes wrong. Most go well. */
const answers = fc.infiniteStream(
	fc.oneof(
		{ weight: 12, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.constant("query_timeout" as const) },
		{ weight: 1, arbitrary: fc.constant("query_locator_invalid" as const) },
		{ weight: 1, arbitrary: fc.constant("server_unavailable" as const) },
	),
);

test("every event is stored exactly once, whenever it appears, whatever the org answers, whenever the process dies", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 1, maxLength: 8 }),
			answers,
			fc.constantFrom(0, OBJECT_SCHEDULE.overlapMs),
			fc.constantFrom<Way>("mapped", "transcoded"),
			async (steps, trouble, overlapMs, way) => {
				const latest = visibilityLagMs + overlapMs - 1;
				const org = createFakeObjectOrg();
				const collector = createObjectCollector("event_object", org, {
					initialLookbackMs: 1000 * HOUR,
					maxWindowMs: 200 * HOUR,
					overlapMs,
					way,
				});
				// Where the look-back reaches is stored with the first poll.
				await collector.poll();
				org.refuse = () => {
					const { value } = trouble.next();
					return value === undefined ? undefined : new SalesforceError(value);
				};
				for (const { events, minutes, diesAfter } of steps) {
					for (const { age, late, burst } of events) {
						const time = org.now - Math.min(age, latest);
						// Nothing appears in the past.
						const appears = time + Math.floor(late * latest);
						const visibleAt = Math.max(appears, org.now);
						for (let n = 0; n < burst; n++) org.add({ time, visibleAt });
					}
					await collector.poll(diesAfter).catch((error: unknown) => {
						if (!(error instanceof SalesforceError)) throw error;
					});
					if (diesAfter !== undefined) collector.restart();
					org.now += minutes * MINUTE;
				}
				delete org.refuse;
				org.now += latest + 1;
				expect(await collector.poll()).toBe(true);
				const expected = org.rows.map((row) => row.identity);
				expect(collector.delivered.toSorted()).toEqual(expected.toSorted());

				// Nothing is held on to that a later poll can't meet again.
				org.now += 2 * (latest + 1);
				await collector.poll();
				const { delivered } = JSON.parse(collector.state ?? "");
				expect(delivered).toEqual([]);
			},
		),
		{ numRuns: 60 },
	);
});

test("events of one poll come in the order of their time", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.integer({ min: 3 * MINUTE, max: 5 * HOUR }), {
				maxLength: 60,
			}),
			fc.constantFrom<Way>("mapped", "transcoded"),
			async (ages, way) => {
				const org = createFakeObjectOrg();
				const collector = createObjectCollector("event_object", org, { way });
				for (const age of ages) org.add({ time: org.now - age });
				await collector.poll();
				const { times } = collector;
				expect(times).toHaveLength(ages.length);
				expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
			},
		),
		{ numRuns: 50 },
	);
});
