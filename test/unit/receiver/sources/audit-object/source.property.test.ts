import fc from "fast-check";
import { expect, test } from "vitest";
import { SalesforceError } from "../../../../../receiver/api/salesforce-error.ts";
import {
	createFakeObjectOrg,
	HOUR,
	MINUTE,
	SECOND,
} from "../object/fake-object-org.ts";
import {
	createObjectCollector,
	OBJECT_SCHEDULE,
	type Way,
} from "../object/object-collector.ts";

const { overlapMs } = OBJECT_SCHEDULE;

const entry = fc.record({
	/** Seconds before the moment it is added; few values, so that many tie. */
	age: fc.constantFrom(0, 0, 0, 1, 60),
	/** How long after its time a query begins to show it. */
	late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: overlapMs })),
	/** How many of the same second. */
	burst: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30 })),
	/** Decides its place among the entries of its second. */
	id: fc.string({ minLength: 3, maxLength: 3 }),
});
const step = fc.record({
	entries: fc.array(entry, { maxLength: 4 }),
	minutes: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(100)),
	diesAfter: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
});
const answers = fc.infiniteStream(
	fc.oneof(
		{ weight: 12, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.constant("query_locator_invalid" as const) },
		{ weight: 1, arbitrary: fc.constant("server_unavailable" as const) },
		{ weight: 1, arbitrary: fc.constant("query_timeout" as const) },
	),
);

test("every entry is stored exactly once, whenever it appears, whatever the org answers, whenever the process dies", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 1, maxLength: 8 }),
			answers,
			fc.constantFrom<Way>("mapped", "transcoded"),
			async (steps, trouble, way) => {
				const org = createFakeObjectOrg({ timeField: "CreatedDate" });
				const collector = createObjectCollector("audit_object", org, {
					initialLookbackMs: 1000 * HOUR,
					way,
				});
				await collector.poll();
				org.refuse = () => {
					const { value } = trouble.next();
					return value === undefined ? undefined : new SalesforceError(value);
				};
				for (const { entries, minutes, diesAfter } of steps) {
					for (const { age, late, burst, id } of entries) {
						const time = org.now - age * SECOND;
						const visibleAt = Math.max(time + late, org.now);
						for (let n = 0; n < burst; n++) {
							const identity = `${id}${n}-${org.rows.length}`;
							org.add({ time, visibleAt, identity });
						}
					}
					await collector.poll(diesAfter).catch((error: unknown) => {
						if (!(error instanceof SalesforceError)) throw error;
					});
					if (diesAfter !== undefined) collector.restart();
					org.now += minutes * MINUTE;
				}
				delete org.refuse;
				org.now += overlapMs;
				expect(await collector.poll()).toBe(true);
				const expected = org.rows.map((row) => row.identity);
				expect(collector.delivered.toSorted()).toEqual(expected.toSorted());
			},
		),
		{ numRuns: 150 },
	);
});
