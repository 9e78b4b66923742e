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
} from "../object/object-collector.ts";

const RELATED = ["CreatedBy.Username", "CreatedBy.Name"];

const setUp = (schedule: ObjectSchedule = {}) => {
	const org = createFakeObjectOrg({ timeField: "CreatedDate" });
	const collector = createObjectCollector("audit_object", org, schedule);
	return { org, collector };
};

describe("an object with a time and an Id", () => {
	test("is asked for in the order of both, with the names of users", async () => {
		const { org, collector } = setUp({ related: RELATED });
		await collector.poll();
		expect(org.queries).toEqual([
			"SELECT Id, CreatedDate, Username, CreatedBy.Username, CreatedBy.Name FROM SetupAuditTrail WHERE CreatedDate >= 2026-11-21T10:00:00.000Z ORDER BY CreatedDate ASC, Id ASC",
		]);
		expect(collector.key).toBe("object:SetupAuditTrail");
	});

	test("of a range only what happened in it is read, its beginning included and its end not", async () => {
		const from = Date.parse("2026-11-20T00:00:00Z");
		const { org, collector } = setUp({ range: { from, until: from + HOUR } });
		for (const ms of [-SECOND, 0, HOUR - SECOND, HOUR]) {
			org.add({ time: from + ms, identity: String(ms) });
		}
		await collector.poll();
		expect(collector.delivered).toEqual(["0", String(HOUR - SECOND)]);
	});

	test("a burst of one second goes over pages and polls, each entry once", async () => {
		const { org, collector } = setUp();
		const time = org.now - HOUR;
		for (let n = 0; n < 11; n++) org.add({ time });
		await collector.poll();
		for (let n = 0; n < 11; n++) org.add({ time });
		org.add({ time: time + SECOND });
		await collector.poll();
		expect(new Set(collector.delivered).size).toBe(23);
		expect(collector.delivered).toHaveLength(23);
	});

	test("of a backlog the checkpoint names no more than one moment's entries, and a restart repeats none", async () => {
		const { org, collector } = setUp();
		const first = org.now - 20 * HOUR;
		for (let n = 0; n < 300; n++)
			org.add({ time: first + Math.floor(n / 2) * 30 * SECOND });
		const named: number[] = [];
		while (!(await collector.poll(2))) {
			named.push(JSON.parse(collector.state ?? "").delivered.length);
			collector.restart();
		}

		expect(collector.delivered).toEqual(org.rows.map((row) => row.identity));
		expect(Math.max(...named)).toBe(2);
		expect(named.length).toBeGreaterThan(20);
	});

	test("an entry that appears late in the overlap is found", async () => {
		const { org, collector } = setUp();
		org.add({ identity: "a" });
		const visibleAt = org.now + MINUTE;
		org.add({ time: org.now - 9 * MINUTE, visibleAt, identity: "late" });
		await collector.poll();
		org.now += 5 * MINUTE;
		await collector.poll();
		expect(collector.delivered).toEqual(["a", "late"]);
		expect(org.queries.at(-1)).toContain(">= 2026-11-22T09:50:00.000Z");
	});

	test("a cursor in the future is pulled back", async () => {
		const { org, collector } = setUp();
		await collector.poll();
		const state = JSON.parse(collector.state ?? "");
		const ahead = org.now + 5 * HOUR;
		collector.state = JSON.stringify({ ...state, since: ahead, cursor: ahead });
		await collector.poll();
		org.add({ identity: "later" });
		org.now += 5 * MINUTE;
		await collector.poll();
		expect(collector.delivered).toEqual(["later"]);
	});

	test("a time in the future does not carry the cursor along", async () => {
		const { org, collector } = setUp();
		org.add({
			time: org.now + 24 * HOUR,
			visibleAt: org.now,
			identity: "odd",
		});
		await collector.poll();
		org.now += HOUR;
		org.add({ identity: "ordinary" });
		await collector.poll();
		await collector.poll();
		expect(collector.delivered).toEqual(["odd", "ordinary"]);
	});

	test("what comes after a first poll without look-back is not missed", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 0 });
		await collector.poll();
		org.now += MINUTE;
		org.add({ identity: "a" });
		org.now += MINUTE;
		collector.restart();
		await collector.poll();
		expect(collector.delivered).toEqual(["a"]);
	});
});

describe("an answer that does not come", () => {
	/** As an org that can look through no more than `limit` in its time. */
	const tooSlowBeyond = (org: FakeObjectOrg, limit: number) => {
		let refusals = 0;
		org.refuse = (soql) => {
			const [start = "", end] = soql.match(/(?<=[<>]=? )\S+Z/g) ?? [];
			const reach = (end ? Date.parse(end) : org.now) - Date.parse(start);
			if (reach <= limit) return undefined;
			refusals++;
			return new SalesforceError("query_timeout");
		};
		return () => refusals;
	};

	test("too slow a query is asked in halves until the org can answer, nothing missed at their edges", async () => {
		const { org, collector } = setUp();
		for (let n = 0; n <= 96; n++) org.add({ time: org.now - n * 15 * MINUTE });
		const refusals = tooSlowBeyond(org, 3 * HOUR);
		await collector.poll();
		expect(new Set(collector.delivered).size).toBe(97);
		expect(collector.delivered).toHaveLength(97);
		expect(refusals()).toBeLessThan(7);
	});

	test("what was learned in one poll is used by the next", async () => {
		const { org, collector } = setUp();
		const refusals = tooSlowBeyond(org, 3 * HOUR);
		await collector.poll();
		const first = refusals();
		org.now += 5 * HOUR;
		org.add();
		await collector.poll();
		expect(collector.delivered).toHaveLength(1);
		expect(refusals() - first).toBeLessThan(first);
	});

	test("a second that can't be answered fails the poll", async () => {
		const { org, collector } = setUp({ initialLookbackMs: 10 * SECOND });
		org.refuse = () => new SalesforceError("query_timeout");
		await expect(collector.poll()).rejects.toMatchObject({
			code: "query_timeout",
		});
		expect(org.queries.length).toBeLessThan(10);
	});

	test("a locator that is gone begins the query again behind what was handed out", async () => {
		const { org, collector } = setUp();
		for (let n = 0; n < 12; n++) org.add({ time: org.now - (24 - n) * HOUR });
		let lost = 0;
		org.refuse = (_soql, page) =>
			page === 1 && lost++ === 0
				? new SalesforceError("query_locator_invalid")
				: undefined;
		await collector.poll();
		expect(collector.delivered).toHaveLength(12);
		expect(org.queries).toHaveLength(2);
		expect(org.queries[1]).not.toBe(org.queries[0]);
	});

	test("locators that are gone time after time fail the poll", async () => {
		const { org, collector } = setUp();
		for (let n = 0; n < 12; n++) org.add({ time: org.now - MINUTE });
		org.refuse = (_soql, page) =>
			page === 1 ? new SalesforceError("query_locator_invalid") : undefined;
		await expect(collector.poll()).rejects.toMatchObject({
			code: "query_locator_invalid",
		});
	});
});

describe("rows that the org has deleted", () => {
	const gaps = (state: string | undefined) => JSON.parse(state ?? "{}").gaps;
	const DAY = 24 * HOUR;

	test("in half a year without a poll are a gap, told once", async () => {
		const { org, collector } = setUp();
		await collector.poll();
		org.now += 200 * DAY;
		collector.restart();
		await collector.poll();
		await collector.poll();
		expect(gaps(collector.state)).toMatchObject([
			{ why: "retention", from: "2026-11-22T10:00:00.000Z" },
		]);
		expect(
			collector.telemetry.counts["salesforce_receiver_gaps/retention"],
		).toBe(1);
	});

	test("are none while a silent object is polled", async () => {
		const { org, collector } = setUp();
		for (let month = 0; month < 12; month++) {
			await collector.poll();
			org.now += 30 * DAY;
			collector.restart();
		}
		await collector.poll();
		expect(gaps(collector.state)).toBeUndefined();
	});
});

test("fields of the user who did it are columns, and empty where nobody is named", async () => {
	const { org, collector } = setUp({ related: RELATED });
	const time = org.now - HOUR;
	const attributes = { type: "User" };
	const CreatedBy = { attributes, Username: "ada@example.com", Name: "Ada" };
	org.add({ time, fields: { CreatedBy } });
	org.add({ time, fields: { CreatedBy: null } });
	await collector.poll();
	const originals = collector.attributes.map((attributes) =>
		JSON.parse(String(attributes["log.record.original"])),
	);
	expect(originals).toMatchObject([
		{ "CreatedBy.Username": "ada@example.com", "CreatedBy.Name": "Ada" },
		{ "CreatedBy.Username": "", "CreatedBy.Name": "" },
	]);
});
