import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { parseCheckpoint } from "../../../../../receiver/sources/event-log-file/checkpoint.ts";
import { createInThread } from "../../../transcoder/in-thread.ts";
import {
	createCollector,
	createRecordingTelemetry,
	keyOf,
	TRANSCODED,
	type Way,
} from "./collector.ts";
import { createFakeOrg, HOUR, MINUTE } from "./fake-org.ts";

const threads = createInThread();
afterAll(() => threads.thread.close());

const file = fc.record({
	/** Minutes before the moment of publishing; few values, so that many tie. */
	age: fc.constantFrom(0, 0, 0, 1, 2, 10, 59),
	rows: fc.integer({ min: 0, max: 10 }),
	late: fc.boolean(),
	eventType: fc.constantFrom("Login", "Login", "Logout", "ApexSoap"),
});
const READ = { kind: "read", pauseMs: 0 } as const;
const step = fc.record({
	published: fc.array(file, { maxLength: 5 }),
	minutes: fc.oneof(
		fc.integer({ min: 0, max: 50 }),
		// Long enough for types to fall silent.
		fc.constant(30 * 60),
	),
	/** Batches stored before the process dies, if it dies in this poll. */
	diesAfter: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
});

test("every row is stored exactly once, whenever files appear and whenever the process dies", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 1, maxLength: 8 }),
			fc.integer({ min: 1, max: 200 }),
			fc.boolean(),
			// Files of a backlog, and how many of it are read at a time.
			fc.option(
				fc.record({
					files: fc.integer({ min: 1, max: 4 }),
					sliceMs: fc.constantFrom(0, HOUR),
				}),
				{ nil: undefined },
			),
			fc.constantFrom<Way>("mapped", TRANSCODED, threads.transcodeFile),
			async (steps, chunkBytes, discover, lanes, way) => {
				const org = createFakeOrg();
				const config = {
					initial_lookback: 1000 * HOUR,
					...(lanes && { backlog: { ...lanes, pace: () => READ } }),
					...(discover
						? { event_types: ["Logout"], othersExcept: [] }
						: { event_types: ["Login", "Logout", "ApexSoap"] }),
				};
				const collector = createCollector(
					org,
					org.client(chunkBytes),
					config,
					createRecordingTelemetry(),
					way,
				);
				const expected: string[] = [];
				for (const { published, minutes, diesAfter } of steps) {
					for (const { age, rows, late, eventType } of published) {
						const requestIds = Array.from(
							{ length: rows },
							(_unused, row) => `file${org.files.length}row${row}`,
						);
						expected.push(...requestIds);
						// A late one is created before others that were read already.
						const createdDate = org.now - age * MINUTE;
						const visibleAt = late ? org.now : createdDate;
						org.add({ requestIds, createdDate, visibleAt, eventType });
					}
					await collector.poll(diesAfter);
					if (diesAfter !== undefined) collector.restart();
					org.now += minutes * MINUTE;
				}
				org.now += 3 * MINUTE;
				do expect(await collector.poll()).toBe(true);
				while (collector.hasMore());
				expect(collector.delivered.toSorted()).toEqual(expected.toSorted());

				const before = new Map(collector.states);
				for (const [key, state] of before) {
					if (key === keyOf("*")) continue;
					expect(parseCheckpoint(state)).toMatchObject({ state: { open: [] } });
				}
				await collector.poll();
				expect(collector.states).toEqual(before);
			},
		),
		{ numRuns: 100 },
	);
});

test("files of one stream come in the order of their creation, ties in the order of their ids", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 12 }),
			async (ages) => {
				const org = createFakeOrg();
				const collector = createCollector(org, org.client());
				const files = ages.map((age, index) =>
					org.add({
						createdDate: org.now - HOUR - age * MINUTE,
						requestIds: [`${2 - age} ${String(index).padStart(2, "0")}`],
					}),
				);
				await collector.poll();
				expect(collector.delivered).toHaveLength(files.length);
				expect(collector.delivered).toEqual(collector.delivered.toSorted());
			},
		),
		{ numRuns: 50 },
	);
});
