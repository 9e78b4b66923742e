import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BacklogPace } from "../../../../../receiver/budget/pace.ts";
import {
	initialState,
	parseCheckpoint,
} from "../../../../../receiver/sources/event-log-file/checkpoint.ts";
import {
	freshSince,
	isDone,
	splitAt,
	withEndReached,
} from "../../../../../receiver/sources/event-log-file/lanes.ts";
import type { LogFile } from "../../../../../receiver/sources/event-log-file/log-file.ts";
import {
	selectNew,
	withFinished,
} from "../../../../../receiver/sources/event-log-file/plan.ts";
import { type Collector, createCollector, keyOf } from "./collector.ts";
import { createFakeOrg, HOUR, MINUTE } from "./fake-org.ts";

const READ: BacklogPace = { kind: "read", pauseMs: 0 };
const BACKLOG_KEY = `${keyOf("Login")}:backlog`;

/** A file an hour, for so many hours up to now; named by their age in hours. */
function setUp(hours: number, pace = () => READ, sliceMs = 0) {
	const org = createFakeOrg();
	for (let age = hours; age >= 1; age--) {
		org.add({ createdDate: org.now - age * HOUR, requestIds: [`${age}h`] });
	}
	const collector = createCollector(org, org.client(), {
		initial_lookback: 1000 * HOUR,
		backlog: { sliceMs, pace, files: 10 },
	});
	return { org, collector };
}

const backlogOf = ({ states }: Collector) =>
	JSON.parse(states.get(BACKLOG_KEY) ?? "null");

describe("much has piled up", () => {
	test("the newest hours come first, then the backlog from its oldest file on", async () => {
		const { collector } = setUp(20, undefined, HOUR);
		await collector.poll();
		expect(collector.delivered).toEqual([
			...[6, 5, 4, 3, 2, 1].map((age) => `${age}h`),
			...Array.from({ length: 14 }, (_, n) => `${20 - n}h`),
		]);
		expect(collector.hasMore()).toBe(false);
	});

	test("what is new is read between two slices of the backlog", async () => {
		const { org, collector } = setUp(20);
		await collector.poll();
		expect(collector.delivered.slice(6)).toEqual(["20h"]);
		expect(collector.hasMore()).toBe(true);

		org.now += 15 * MINUTE;
		org.add({ createdDate: org.now - 5 * MINUTE, requestIds: ["new"] });
		await collector.poll();
		expect(collector.delivered.slice(7)).toEqual(["new", "19h"]);
	});

	test("a process that dies goes on in both lanes, and reads nothing twice", async () => {
		const { collector } = setUp(20);
		for (let dies = 0; dies < 40; dies++) {
			await collector.poll(dies % 4);
			collector.restart();
		}
		do await collector.poll();
		while (collector.hasMore());
		expect(collector.delivered).toHaveLength(20);
		expect(new Set(collector.delivered).size).toBe(20);
	});

	test("a finished backlog is asked for no more", async () => {
		const { org, collector } = setUp(20, undefined, HOUR);
		await collector.poll();
		const before = org.queries.length;
		await collector.poll();
		expect(org.queries.length - before).toBe(1);
		const { since, until, open } = backlogOf(collector);
		expect([since, open]).toEqual([until, []]);
	});

	test("a backlog that has to wait for API calls keeps nothing that is new from being read", async () => {
		let pace: BacklogPace = { kind: "wait" };
		const { org, collector } = setUp(20, () => pace, HOUR);
		await collector.poll();
		expect(collector.delivered).toHaveLength(6);
		expect(collector.hasMore()).toBe(false);
		org.now += HOUR;
		org.add({ createdDate: org.now - 5 * MINUTE, requestIds: ["new"] });
		await collector.poll();
		expect(collector.delivered.slice(6)).toEqual(["new"]);

		pace = READ;
		await collector.poll();
		expect(collector.delivered).toHaveLength(21);
	});

	test("files of it that are about to vanish come before what is new", async () => {
		let pace: BacklogPace = { kind: "wait" };
		const { org, collector } = setUp(30, () => pace, HOUR);
		await collector.poll();
		pace = READ;
		org.now += 15 * MINUTE;
		// The org keeps 30 hours.
		const [oldest, next] = org.files;
		org.add({ createdDate: org.now - 5 * MINUTE, requestIds: ["new"] });
		await collector.poll();
		expect([oldest?.body, next?.body].join()).toContain("30h");
		expect(collector.delivered.slice(6, 10)).toEqual([
			"30h",
			"29h",
			"28h",
			"new",
		]);
	});

	test("a few old files need no lane of their own", async () => {
		const { collector } = setUp(12, undefined, HOUR);
		await collector.poll();
		expect(collector.states.has(BACKLOG_KEY)).toBe(false);
		expect(collector.delivered[0]).toBe("12h");
	});

	test("a file of the backlog that can't be read is put off there, and tried again", async () => {
		const { org, collector } = setUp(20, undefined, HOUR);
		const path = String(org.files[3]?.id);
		const file = org.files.splice(3, 1)[0];
		// Listed, and its download is refused for now.
		const client = org.client();
		let refused = 0;
		const troubled = createCollector(
			org,
			{
				...client,
				openLogFile(link, signal) {
					if (link.includes(path) && refused++ < 3) {
						return client.openLogFile("/nowhere", signal).catch(() => {
							throw Object.assign(new Error("broken"), { code: "ECONNRESET" });
						});
					}
					return client.openLogFile(link, signal);
				},
			},
			{
				initial_lookback: 1000 * HOUR,
				backlog: { sliceMs: HOUR, pace: () => READ, files: 10 },
			},
		);
		if (file) org.files.splice(3, 0, file);
		await troubled.poll().catch(() => {});
		for (let n = 0; n < 6; n++) {
			org.now += 10 * MINUTE;
			await troubled.poll().catch(() => {});
		}
		expect(refused).toBeGreaterThan(1);
		expect(new Set(troubled.delivered).size).toBe(20);
		expect(troubled.delivered).toHaveLength(20);
		expect(collector.delivered).toEqual([]);
	});
});

const T0 = Date.UTC(2026, 10, 20);

function fileAt(created: number, id: string): LogFile {
	return {
		id,
		eventType: "Login",
		createdDate: new Date(created).toISOString(),
		logDate: new Date(created - 3 * HOUR).toISOString(),
		interval: "Hourly",
		sequence: 1,
		path: `/${id}`,
		length: 1,
		fieldNames: null,
		fieldTypes: null,
	};
}

describe("a split", () => {
	test("gives every waiting file to one lane, and none to both", () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), {
					minLength: 1,
					maxLength: 40,
				}),
				fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
				fc.integer({ min: 0, max: 80 }),
				(minutes, finished, hour) => {
					const now = T0 + 5000 * MINUTE + 3 * HOUR;
					const files = minutes.map((minute, index) =>
						fileAt(T0 + minute * MINUTE, `f${index}`),
					);
					const state = files
						.filter((_, index) => finished[index])
						.reduce(
							(before, file) => withFinished(before, file, 1e9),
							initialState(T0),
						);
					const waiting = selectNew(state, files, now, 0);
					if (waiting.length === 0) return;
					const at = T0 + hour * HOUR;
					const first = waiting[0] as LogFile;
					const split = splitAt(state, at, first);
					const fresh = selectNew(split.fresh, files, now, 0);
					const backlog = selectNew(split.backlog, files, now, 0);
					expect([...backlog, ...fresh]).toEqual(waiting);
					expect(parseCheckpoint(JSON.stringify(split.backlog))).toEqual({
						state: split.backlog,
					});
				},
			),
		);
	});

	test("is done when its end is reached and nothing is put off", () => {
		const { backlog } = splitAt(
			initialState(T0),
			T0 + HOUR,
			fileAt(T0, "first"),
		);
		expect(isDone(backlog)).toBe(false);
		expect(isDone(withEndReached(backlog))).toBe(true);
		expect(isDone(initialState(T0))).toBe(false);
	});

	test("leaves enough time for files that appear late", () => {
		fc.assert(
			fc.property(
				fc.constantFrom("hourly" as const, "daily" as const),
				fc.integer({ min: 0, max: 48 * HOUR }),
				fc.integer({ min: T0, max: T0 + 1e9 }),
				(interval, overlap, now) => {
					const at = freshSince(interval, overlap, now);
					expect(now - at).toBeGreaterThanOrEqual(2 * overlap);
					expect(now - at).toBeGreaterThanOrEqual(6 * HOUR);
					expect(at % HOUR).toBe(0);
				},
			),
		);
	});
});
