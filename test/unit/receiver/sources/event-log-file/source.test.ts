import { describe, expect, test } from "vitest";
import { SalesforceError } from "../../../../../receiver/api/salesforce-error.ts";
import { createCollector, keyOf } from "./collector.ts";
import { createFakeOrg, csvOf, HOUR, MINUTE } from "./fake-org.ts";

const ids = (prefix: string, count: number) =>
	Array.from({ length: count }, (_unused, index) => `${prefix}${index}`);

describe("which files are read", () => {
	test("a file younger than the settle window waits for the next poll", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		org.add({ createdDate: org.now - MINUTE, requestIds: ["young"] });
		await collector.poll();
		expect(collector.delivered).toEqual([]);
		org.now += 5 * MINUTE;
		await collector.poll();
		expect(collector.delivered).toEqual(["young"]);
	});

	test("the first poll reaches back initial_lookback and no further", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), {
			initial_lookback: 2 * HOUR,
		});
		org.add({ createdDate: org.now - 3 * HOUR, requestIds: ["old"] });
		org.add({ createdDate: org.now - HOUR, requestIds: ["new"] });
		await collector.poll();
		await collector.poll();
		expect(collector.delivered).toEqual(["new"]);
	});

	test("without look-back, what comes after the first poll is not missed", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), {
			initial_lookback: 0,
		});
		await collector.poll();
		org.add({ createdDate: org.now + MINUTE, requestIds: ["next"] });
		org.now += 15 * MINUTE;
		collector.restart();
		await collector.poll();
		expect(collector.delivered).toEqual(["next"]);
	});

	test("hourly and daily files are asked for by name", async () => {
		for (const interval of ["hourly", "daily"] as const) {
			const org = createFakeOrg();
			org.add({ interval: "Hourly", requestIds: ["hourly"] });
			org.add({ interval: "Daily", requestIds: ["daily"] });
			const collector = createCollector(org, org.client(), {
				log_file_interval: interval,
			});
			await collector.poll();
			expect(collector.delivered).toEqual([interval]);
		}
	});

	test("an org without the column Interval gives its daily files, whatever is wanted, and that is told once", async () => {
		for (const interval of ["daily", "hourly"] as const) {
			const org = createFakeOrg();
			org.columns = ["Id"];
			org.refuse = (soql) =>
				soql.includes("Interval")
					? new SalesforceError("no_hourly_files")
					: undefined;
			org.add({ interval: "Daily", requestIds: ["daily"] });
			const collector = createCollector(org, org.client(), {
				log_file_interval: interval,
			});
			await collector.poll();
			await collector.poll();
			expect(collector.delivered).toEqual(["daily"]);
			expect([...collector.states.keys()]).toEqual([keyOf("Login", "daily")]);
			const warnings = collector.telemetry.lines.filter(({ message }) =>
				message.includes("no hourly event log files"),
			);
			expect(warnings).toHaveLength(interval === "hourly" ? 1 : 0);
		}
	});

	test("a column that describe names and a query does not know is believed to be missing", async () => {
		const org = createFakeOrg();
		org.refuse = (soql) =>
			soql.includes("Interval")
				? new SalesforceError("no_hourly_files")
				: undefined;
		org.add({ interval: "Daily", requestIds: ["daily"] });
		const collector = createCollector(org, org.client());
		await collector.poll();
		expect(collector.delivered).toEqual(["daily"]);
	});

	test("hourly files that an org has from some day on begin where the daily ones have not reached", async () => {
		const org = createFakeOrg();
		org.columns = ["Id"];
		org.add({ interval: "Daily", requestIds: ["daily"] });
		const collector = createCollector(org, org.client());
		await collector.poll();
		org.columns = ["Id", "Interval"];
		org.now += 60 * HOUR;
		org.add({ createdDate: org.now - 50 * HOUR, requestIds: ["hourly"] });
		await collector.poll();
		expect(collector.delivered).toEqual(["daily", "hourly"]);
	});

	test.each(["same Id", "new Id"])(
		"a replaced daily file with the %s is read anew",
		async (mode) => {
			const org = createFakeOrg();
			const collector = createCollector(org, org.client(), {
				log_file_interval: "daily",
			});
			const first = org.add({ interval: "Daily", requestIds: ["a"] });
			await collector.poll();
			org.now += HOUR;
			org.files.length = 0;
			org.add({
				...(mode === "same Id" ? { id: first.id } : {}),
				interval: "Daily",
				createdDate: org.now - 10 * MINUTE,
				requestIds: ["a", "b"],
			});
			await collector.poll();
			expect(collector.delivered).toEqual(["a", "a", "b"]);
		},
	);

	test("a file that was replaced while it was open starts at its first row", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), {
			log_file_interval: "daily",
		});
		const file = org.add({ interval: "Daily", requestIds: ids("old", 8) });
		await collector.poll(2);
		file.body = csvOf(ids("new", 4));
		file.createdDate = org.now - 5 * MINUTE;
		await collector.poll();
		expect(collector.delivered).toEqual([...ids("old", 3), ...ids("new", 4)]);
	});

	test("a listing row that makes no sense is reported once and stepped over", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		org.add({ listed: { CreatedDate: "yesterday" } });
		org.add({ listed: { LogFile: null } });
		org.add({ listed: { Interval: "Daily" } });
		org.add({ listed: { Id: "' OR Id != '" } });
		org.add({ requestIds: ["good"] });
		await collector.poll();
		await collector.poll();
		expect(collector.delivered).toEqual(["good"]);
		const { lines, counts } = collector.telemetry;
		expect(lines.filter(({ level }) => level === "error")).toHaveLength(4);
		expect(counts["salesforce_receiver_files_failed/listing"]).toBe(4);
	});
});

test("a backlog of more files than one listing holds is read in one poll", async () => {
	const org = createFakeOrg();
	const collector = createCollector(org, org.client(1000));
	for (const id of ids("file", 1100)) org.add({ requestIds: [id] });
	await collector.poll();
	expect(collector.delivered).toEqual(ids("file", 1100));
	expect(org.queries).toHaveLength(3);
});

describe("restarts", () => {
	test("a restart inside a file goes on behind the stored rows", async () => {
		const org = createFakeOrg();
		const rows = ids("row", 11);
		org.add({ requestIds: rows });
		const collector = createCollector(org, org.client());
		for (let stored = 0; stored < 4; stored++) {
			expect(await collector.poll(1)).toBe(false);
			collector.restart();
		}
		await collector.poll();
		expect(collector.delivered).toEqual(rows);
	});

	test("equal rows keep their own uid across a restart", async () => {
		const org = createFakeOrg();
		org.add({ requestIds: Array<string>(7).fill("same") });
		const whole = createCollector(org, org.client());
		await whole.poll();
		const restarted = createCollector(org, org.client());
		await restarted.poll(2);
		restarted.restart();
		await restarted.poll();
		expect(new Set(whole.uids).size).toBe(7);
		expect(restarted.uids).toEqual(whole.uids);
	});

	test.each([
		["garbage", "}{"],
		["another version", '{"v":99}'],
		[
			"a wrong type",
			'{"v":1,"since":"2026-11-22T00:00:00.000Z","cursor":7,"seen":[],"open":[]}',
		],
	])("%s in the checkpoint is an error line, not a crash", async (_, state) => {
		const org = createFakeOrg();
		org.add({ requestIds: ["a"] });
		const collector = createCollector(org, org.client());
		collector.states.set(keyOf("Login"), state);
		await collector.poll();
		expect(collector.delivered).toEqual(["a"]);
		expect(collector.telemetry.lines[0]).toMatchObject({ level: "error" });
	});
});

describe("a body of another length than announced", () => {
	test("too short: put off, others go on, its rows come when they are there", async () => {
		const org = createFakeOrg();
		const rows = ids("row", 8);
		const whole = csvOf(rows);
		const collector = createCollector(org, org.client());
		const file = org.add({
			body: csvOf(rows.slice(0, 5)),
			length: whole.length,
		});
		org.add({ requestIds: ["other"] });
		await collector.poll();
		// A row that ended with its line is whole, whatever becomes of the file.
		expect(collector.delivered).toEqual([...rows.slice(0, 5), "other"]);
		file.body = whole;
		org.now += MINUTE;
		await collector.poll();
		expect(collector.delivered).toEqual([
			...rows.slice(0, 5),
			"other",
			...rows.slice(5),
		]);
		expect(collector.telemetry.counts).toMatchObject({
			salesforce_receiver_files_read: 2,
			"salesforce_receiver_files_failed/length": 1,
		});
	});

	test("a cut last row is not taken for a row", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		const header = "EVENT_TYPE,TIMESTAMP_DERIVED,REQUEST_ID\n";
		const whole = `${header}Login,2026-11-22T09:00:00.000Z,abc1\nLogin,2026-11-22T09:00:00.000Z,abc2\n`;
		const file = org.add({ body: whole.slice(0, -3), length: whole.length });
		await collector.poll();
		expect(collector.delivered).toEqual(["abc1"]);
		file.body = whole;
		org.now += MINUTE;
		await collector.poll();
		expect(collector.delivered).toEqual(["abc1", "abc2"]);
	});

	test("too short for good: given up after ten attempts over hours, loudly", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		const file = org.add({ requestIds: ["a"], length: 1000 });
		const start = org.now;
		while (file.downloads < 10) {
			org.now += MINUTE;
			await collector.poll();
		}
		expect(org.now - start).toBeGreaterThan(3 * HOUR);
		expect(collector.delivered).toEqual(["a"]);
		expect(collector.telemetry.counts).toMatchObject({
			salesforce_receiver_files_lost: 1,
		});
		expect(collector.telemetry.lines.at(-1)).toMatchObject({
			level: "error",
			fields: { missing_bytes: 1000 - file.body.length },
		});
		org.now += 2 * HOUR;
		await collector.poll();
		expect(file.downloads).toBe(10);
	});

	test("too long by the same three times: taken as whole, with a warning", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		const file = org.add({ requestIds: ["a"], length: 10 });
		for (let poll = 0; poll < 8; poll++) {
			await collector.poll();
			org.now += MINUTE;
		}
		expect(file.downloads).toBe(3);
		expect(collector.delivered).toEqual(["a"]);
		expect(collector.telemetry.counts).toMatchObject({
			salesforce_receiver_files_read: 1,
		});
	});

	test("an unknown length is no reason to wait", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client());
		org.add({ requestIds: ["a"], length: null });
		org.add({ body: "", length: null });
		org.add({ body: "" });
		org.add({ requestIds: [] });
		await collector.poll();
		expect(collector.delivered).toEqual(["a"]);
		expect(collector.telemetry.counts.salesforce_receiver_files_read).toBe(4);
	});
});
