import { describe, expect, test } from "vitest";
import { SalesforceError } from "../../../../../receiver/api/salesforce-error.ts";
import {
	createFakeObjectOrg,
	type FakeObjectOrg,
	HOUR,
	MINUTE,
	SECOND,
} from "../object/fake-object-org.ts";
import {
	createObjectCollector,
	type ObjectSchedule,
	type Way,
} from "../object/object-collector.ts";

const setUp = (schedule: ObjectSchedule = {}) => {
	const org = createFakeObjectOrg();
	const collector = createObjectCollector("event_object", org, schedule);
	return { org, collector };
};

/** Lengths in seconds of the windows that were asked for. */
function windowsOf(org: FakeObjectOrg): number[] {
	return org.queries.map((soql) => {
		const [, start = "", end = ""] =
			/EventDate > (\S+) AND EventDate <= (\S+)/.exec(soql) ?? [];
		return (Date.parse(end) - Date.parse(start)) / SECOND;
	});
}

const timeout = () => new SalesforceError("query_timeout");

describe("an object of events", () => {
	test("is asked for half-open windows, newest first, for all its fields but bodies and compound ones", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		await collector.poll();
		expect(org.queries).toEqual([
			"SELECT Id, EventDate, EventIdentifier, Username FROM TestEvent WHERE EventDate > 2026-11-22T09:00:00.000Z AND EventDate <= 2026-11-22T09:58:00.000Z ORDER BY EventDate DESC",
		]);
		expect(collector.key).toBe("object:TestEvent");
	});

	test("is drained by pages and handed out oldest first", async () => {
		const { org, collector } = setUp();
		const times = [50, 10, 30, 20, 40, 15, 35];
		const rows = times.map((minutes) =>
			org.add({ time: org.now - minutes * MINUTE }),
		);
		await collector.poll();
		expect(collector.telemetry.counts).not.toHaveProperty(
			"salesforce_receiver_rows_not_transcoded",
		);
		const inTime = rows.toSorted((a, b) => a.time - b.time);
		expect(collector.delivered).toEqual(inTime.map((row) => row.identity));
		expect(collector.attributes[0]).toMatchObject({
			"log.record.uid": inTime[0]?.identity,
			"salesforce.event.type": "Test",
			"salesforce.event.source": "object",
		});
	});

	test("of a range only what happened in it is read, its beginning included and its end not", async () => {
		const from = Date.parse("2026-11-20T00:00:00Z");
		const range = { from, until: from + 5 * HOUR };
		const { org, collector } = setUp({ range });
		const inside = [0, 1, 2.5 * HOUR, 5 * HOUR - 1];
		for (const ms of [-1, ...inside, 5 * HOUR]) {
			org.add({ time: from + ms, identity: String(ms) });
		}
		await collector.poll(2);
		collector.restart();
		await collector.poll();
		expect(collector.delivered).toEqual(inside.map(String));
	});

	test("an event newer than the visibility lag waits for the next poll", async () => {
		const { org, collector } = setUp();
		org.add({ time: org.now - MINUTE });
		await collector.poll();
		expect(collector.delivered).toEqual([]);
		org.now += 5 * MINUTE;
		await collector.poll();
		expect(collector.delivered).toHaveLength(1);
	});

	test("what appears late in the overlap is found, and nothing comes twice", async () => {
		const { org, collector } = setUp();
		org.add({ time: org.now - 5 * MINUTE, identity: "early" });
		const visibleAt = org.now + MINUTE;
		org.add({ time: org.now - 6 * MINUTE, visibleAt, identity: "late" });
		await collector.poll();
		org.now += 5 * MINUTE;
		await collector.poll();
		await collector.poll();
		expect(collector.delivered).toEqual(["early", "late"]);
	});

	test("an empty window is remembered", async () => {
		const { org, collector } = setUp();
		await collector.poll();
		expect(windowsOf(org)).toHaveLength(24);
		org.queries.length = 0;
		collector.restart();
		org.now += 5 * MINUTE;
		await collector.poll();
		expect(windowsOf(org)).toEqual([15 * 60]);
	});

	test("without look-back, what comes after the first poll is not missed", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 0 });
		org.add({ time: org.now - MINUTE, identity: "before" });
		await collector.poll();
		org.add({ time: org.now + MINUTE, identity: "after" });
		org.now += 5 * MINUTE;
		collector.restart();
		await collector.poll();
		expect(collector.delivered).toEqual(["after"]);
	});

	test.each([
		["forward", HOUR],
		["back", -HOUR],
	])(
		"our own clock set %s by an hour misses nothing and repeats nothing",
		async (_, jump) => {
			const { org, collector } = setUp({ initialLookbackMs: HOUR });
			org.add({ time: org.now - 5 * MINUTE, identity: "before" });
			await collector.poll();
			org.clockError = jump;
			org.now += 5 * MINUTE;
			org.add({ time: org.now - 3 * MINUTE, identity: "meanwhile" });
			await collector.poll();
			org.add({ time: org.now - MINUTE, identity: "after" });
			org.now += 5 * MINUTE;
			await collector.poll();
			expect(collector.delivered).toEqual(["before", "meanwhile", "after"]);
			// One question a poll, as always.
			expect(org.queries).toHaveLength(3);
		},
	);

	test("a watermark in the future is pulled back", async () => {
		const { org, collector } = setUp();
		await collector.poll();
		const state = JSON.parse(collector.state ?? "");
		const watermark = org.now + 5 * HOUR;
		collector.state = JSON.stringify({ ...state, watermark });
		await collector.poll();
		expect(JSON.parse(collector.state).watermark).toBe(org.now - 2 * MINUTE);
		org.add({ identity: "later" });
		org.now += 5 * MINUTE;
		await collector.poll();
		expect(collector.delivered).toEqual(["later"]);
	});

	test("what happens while the user may not see the object is read once it may", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		const { fields } = org;
		org.fields = [];
		await expect(collector.poll()).rejects.toThrow("EventDate");
		org.add();
		org.now += 72 * HOUR;
		org.fields = fields;
		await collector.poll();
		expect(collector.delivered).toHaveLength(1);
	});

	test("a look-back is not reached beyond by the overlap", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		org.add({ time: org.now - HOUR - MINUTE, identity: "too old" });
		await collector.poll();
		await collector.poll();
		expect(collector.delivered).toEqual([]);
	});
});

describe("a window with too much in it", () => {
	test("is halved before anything of it is handed out, and windows grow again", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 4 * HOUR });
		for (let n = 0; n < 40; n++) {
			org.add({ time: org.now - 4 * HOUR + (n + 1) * 30 * SECOND });
		}
		await collector.poll();
		expect(collector.delivered).toEqual(collector.delivered.toSorted());
		expect(collector.delivered).toHaveLength(40);
		const windows = windowsOf(org);
		expect(windows[0]).toBe(3600);
		expect(Math.min(...windows)).toBeLessThan(300);
		// The quiet hours after the burst need few windows.
		expect(windows.slice(-3, -1)).toEqual([3600, 3600]);
		expect(org.largestAnswer).toBeLessThanOrEqual(8);
	});

	test.each<Way>(["mapped", "transcoded"])(
		"is halved for the size of its rows, too (%s)",
		async (way) => {
			const { org, collector } = setUp({
				initialLookbackMs: 4 * HOUR,
				maxWindowRows: 1000,
				maxWindowBytes: 5000,
				way,
			});
			for (let n = 0; n < 40; n++) {
				org.add({
					time: org.now - 4 * HOUR + (n + 1) * 5 * MINUTE,
					fields: { Username: "x".repeat(1000) },
				});
			}
			await collector.poll();
			expect(collector.delivered).toEqual(collector.delivered.toSorted());
			expect(collector.delivered).toHaveLength(40);
			expect(org.largestAnswer).toBeLessThanOrEqual(5);
			// It stays at a length that could be read, instead of trying twice as much each time.
			expect(org.queries.length).toBeLessThan(25);
		},
	);

	test("is given up at its first page where that tells how many there are", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 4 * HOUR });
		org.tellsTotal = true;
		for (let n = 0; n < 40; n++) {
			org.add({ time: org.now - 4 * HOUR + (n + 1) * 30 * SECOND });
		}
		const pages = new Map<string, number>();
		org.refuse = (soql, page) => {
			pages.set(soql, page + 1);
			return undefined;
		};
		await collector.poll();
		expect(collector.delivered).toHaveLength(40);
		// Twenty minutes with 40 events, then ten with 20, then five with 10.
		expect([...pages.values()].slice(0, 3)).toEqual([1, 1, 1]);
		expect(org.largestAnswer).toBeLessThanOrEqual(8);
	});

	test("many events of one moment do not stall it", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		const time = org.now - 30 * MINUTE;
		for (let n = 0; n < 50; n++) org.add({ time });
		org.add({ time: time - 1, identity: "before" });
		org.add({ time: time + 1, identity: "behind" });
		await collector.poll();
		org.now += 5 * MINUTE;
		await collector.poll();
		expect(new Set(collector.delivered).size).toBe(52);
		expect(collector.delivered).toHaveLength(52);
	});

	test("a restart in a burst of one moment loses nothing and repeats nothing", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		const time = org.now - 30 * MINUTE;
		for (let n = 0; n < 50; n++) org.add({ time });
		while (!(await collector.poll(2))) collector.restart();
		expect(new Set(collector.delivered).size).toBe(50);
		expect(collector.delivered).toHaveLength(50);
	});
});

describe("rows of more bytes than a batch takes", () => {
	const large = { Username: "x".repeat(1_000_000) };

	test("come in several, and a restart between them loses nothing and repeats nothing", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		for (let n = 5; n > 0; n--)
			org.add({ time: org.now - 30 * MINUTE - n * SECOND, fields: large });
		// The beginning of the look-back, and the first batch.
		await collector.poll(2);
		const [first] = collector.delivered;
		// Each record has its row, too: two megabytes.
		expect(collector.delivered).toEqual([first]);
		collector.restart();
		await collector.poll();

		expect(collector.delivered).toEqual(org.rows.map((row) => row.identity));
	});

	test("as objects they are as many as any others", async () => {
		const { org, collector } = setUp({
			initialLookbackMs: HOUR,
			way: "mapped",
		});
		for (let n = 3; n > 0; n--)
			org.add({ time: org.now - 30 * MINUTE - n * SECOND, fields: large });
		await collector.poll(2);

		expect(collector.delivered).toHaveLength(3);
	});
});

describe("the checkpoint", () => {
	test("names no event of a backlog: it stays as small as it was, page after page", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 4 * HOUR });
		const first = org.now - 4 * HOUR;
		for (let n = 1; n <= 300; n++) org.add({ time: first + n * 30 * SECOND });
		let largest = 0;
		while (!(await collector.poll(1))) {
			largest = Math.max(largest, collector.state?.length ?? 0);
			collector.restart();
		}

		expect(collector.delivered).toEqual(collector.delivered.toSorted());
		expect(collector.delivered).toHaveLength(300);
		expect(largest).toBeLessThan(200);
	});

	test("names the events beside which others may still appear, and forgets them in time", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		const named = () =>
			JSON.parse(collector.state ?? "").delivered.map(
				([, identity]: [number, string]) => identity,
			);
		org.add({ time: org.now - 30 * MINUTE, identity: "old" });
		org.add({ time: org.now - 5 * MINUTE, identity: "young" });
		await collector.poll();
		expect(named()).toEqual(["young"]);

		org.now += HOUR;
		await collector.poll();
		expect(named()).toEqual([]);
	});
});

describe("an org that can't answer", () => {
	test("in time is asked for half the window, and for longer ones again afterwards", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 3 * HOUR });
		org.add({ time: org.now - 90 * MINUTE });
		let timeouts = 3;
		org.refuse = () => (timeouts-- > 0 ? timeout() : undefined);
		await collector.poll();
		expect(windowsOf(org).slice(0, 6)).toEqual([
			3600, 1800, 900, 450, 900, 1800,
		]);
		expect(collector.delivered).toHaveLength(1);
	});

	test("remembers the length that it could answer across a restart", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 3 * HOUR });
		let timeouts = 3;
		org.refuse = () => (timeouts-- > 0 ? timeout() : undefined);
		await collector.poll(2);
		org.queries.length = 0;
		collector.restart();
		await collector.poll(1);
		expect(windowsOf(org)[0]).toBe(450);
	});

	test("not even for a second fails the poll", async () => {
		const { org, collector } = setUp({ initialLookbackMs: HOUR });
		org.refuse = timeout;
		await expect(collector.poll()).rejects.toMatchObject({
			code: "query_timeout",
		});
		expect(windowsOf(org).at(-1)).toBe(1);
	});

	test("the rest of a page by page answer is asked for the window again", async () => {
		const { org, collector } = setUp({
			initialLookbackMs: HOUR,
			maxWindowRows: 100,
		});
		for (let n = 0; n < 20; n++) org.add({ time: org.now - 30 * MINUTE + n });
		let lost = 2;
		org.refuse = (_soql, page) =>
			page === 3 && lost-- > 0
				? new SalesforceError("query_locator_invalid")
				: undefined;
		await collector.poll();
		expect(collector.delivered).toHaveLength(20);
		expect(new Set(collector.delivered).size).toBe(20);
		lost = 1000;
		org.now += 5 * MINUTE;
		for (let n = 0; n < 20; n++) org.add({ time: org.now - 3 * MINUTE + n });
		await expect(collector.poll()).rejects.toMatchObject({
			code: "query_locator_invalid",
		});
		lost = 0;
		await collector.poll();
		expect(collector.delivered).toHaveLength(40);
	});
});

describe("the fields", () => {
	test("are asked for once a day, and anew when one is gone", async () => {
		const { org, collector } = setUp();
		await collector.poll();
		await collector.poll();
		expect(org.describes).toBe(1);
		org.now += 25 * HOUR;
		await collector.poll();
		expect(org.describes).toBe(2);
		org.refuse = () => new SalesforceError("unknown_field");
		await expect(collector.poll()).rejects.toThrow();
		delete org.refuse;
		await collector.poll();
		expect(org.describes).toBe(3);
	});

	test("an object without EventDate is refused with the cure", async () => {
		const { org, collector } = setUp();
		org.fields = [{ name: "Id", type: "id" }];
		await expect(collector.poll()).rejects.toMatchObject({
			code: "no_event_date",
			cure: expect.stringContaining("ApiEvent"),
		});
	});

	test("values of every kind become cells", async () => {
		const { org, collector } = setUp();
		org.fields.push(
			{ name: "Flag", type: "boolean" },
			{ name: "Big", type: "double" },
			{ name: "Nothing", type: "string" },
			{ name: "Nested", type: "anyType" },
		);
		org.add({
			time: org.now - HOUR,
			fields: { Flag: false, Big: 81604961.5, Nothing: null, Nested: { a: 1 } },
		});
		await collector.poll();
		// A value that is an object is nothing for the scanner.
		expect(
			collector.telemetry.counts.salesforce_receiver_rows_not_transcoded,
		).toBe(1);
		const original = collector.attributes[0]?.["log.record.original"];
		expect(JSON.parse(String(original))).toMatchObject({
			Flag: "false",
			Big: "81604961.5",
			Nothing: "",
			Nested: '{"a":1}',
		});
	});
});

test("events without an identifier are told apart by what is in them", async () => {
	const { org, collector } = setUp();
	const time = org.now - HOUR;
	for (const name of ["a", "a", "b"]) {
		org.add({ time, fields: { EventIdentifier: null, Username: name } });
	}
	await collector.poll();
	collector.restart();
	await collector.poll();
	expect(collector.attributes).toHaveLength(3);
	const uids = collector.attributes.map((of) => of["log.record.uid"]);
	expect(new Set(uids).size).toBe(3);
});

test.each([
	["garbage", "}{"],
	["another version", '{"v":99}'],
])("%s in the checkpoint is an error line, not a crash", async (_, state) => {
	const { org, collector } = setUp();
	org.add({ time: org.now - HOUR });
	collector.state = state;
	await collector.poll();
	expect(collector.delivered).toHaveLength(1);
	expect(collector.telemetry.lines[0]).toMatchObject({ level: "error" });
});

test("an object without any event is told of once, with what may be missing", async () => {
	const { collector } = setUp();
	await collector.poll();
	await collector.poll();
	expect(collector.telemetry.lines).toMatchObject([
		{
			level: "warn",
			fields: { cure: expect.stringContaining("Event Manager") },
		},
	]);
});
