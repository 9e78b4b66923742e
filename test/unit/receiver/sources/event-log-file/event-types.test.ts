import { describe, expect, test } from "vitest";
import {
	parseCheckpoint,
	parseDiscovery,
} from "../../../../../receiver/sources/event-log-file/checkpoint.ts";
import { type Collector, createCollector, keyOf } from "./collector.ts";
import {
	createFakeOrg,
	type FakeOrg,
	HOUR,
	MINUTE,
	type OrgFile,
} from "./fake-org.ts";

function stateOf(collector: Collector, eventType: string) {
	const parsed = parseCheckpoint(collector.states.get(keyOf(eventType)) ?? "");
	if ("problem" in parsed) throw new Error(parsed.problem);
	return parsed.state;
}

const APEX = { event_types: ["ApexExecution", "ApexTrigger"] };
const EVERYTHING = { event_types: ["Login"], othersExcept: ["ApiTotalUsage"] };

/** A file that the org fails on. */
const broken: Pick<OrgFile, "serve"> = {
	serve(response) {
		response.statusCode = 500;
		response.end();
	},
};

describe("several event types", () => {
	test("are listed with one query, and have a checkpoint each", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), APEX);
		org.add({ eventType: "ApexExecution", requestIds: ["a"] });
		org.add({ eventType: "ApexTrigger", requestIds: ["b"] });
		org.add({ eventType: "Login", requestIds: ["not asked for"] });
		await collector.poll();
		expect(org.queries).toHaveLength(1);
		expect(org.queries[0]).toContain(
			"EventType IN ('ApexExecution', 'ApexTrigger')",
		);
		expect(collector.delivered).toEqual(["a", "b"]);
		expect([...collector.states.keys()]).toEqual([
			"event_log_file:hourly:ApexExecution",
			"event_log_file:hourly:ApexTrigger",
		]);
	});

	test("are read in the order of their files' creation", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), APEX);
		for (let minute = 0; minute < 6; minute++) {
			org.add({
				eventType: minute % 2 === 0 ? "ApexTrigger" : "ApexExecution",
				createdDate: org.now - HOUR + minute * MINUTE,
				requestIds: [`minute ${minute}`],
			});
		}
		await collector.poll();
		expect(collector.delivered).toEqual(collector.delivered.toSorted());
		expect(collector.delivered).toHaveLength(6);
	});

	test("a type is found whatever the case of its name in the configuration", async () => {
		const org = createFakeOrg();
		org.add({ requestIds: ["a"], eventType: "Login" });
		const collector = createCollector(org, org.client(), {
			event_types: ["login", "Logout"],
		});
		await collector.poll();
		expect(collector.delivered).toEqual(["a"]);
	});

	test("a type without files does not make every listing begin where it began once", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), APEX);
		for (let poll = 0; poll < 5 * 24; poll++) {
			org.add({ eventType: "ApexExecution", requestIds: [`${poll}`] });
			await collector.poll();
			org.now += HOUR;
		}
		expect(collector.delivered).toHaveLength(5 * 24);
		const since = Date.parse(stateOf(collector, "ApexTrigger").since);
		expect(org.now - since).toBeLessThan(28 * HOUR);
		// What comes after the silence is read.
		org.add({ eventType: "ApexTrigger", requestIds: ["at last"] });
		org.add({
			eventType: "ApexTrigger",
			createdDate: org.now - 20 * HOUR,
			requestIds: ["late"],
		});
		await collector.poll();
		expect(collector.delivered).toEqual(
			expect.arrayContaining(["at last", "late"]),
		);
	});

	test("a look-back that can't be read at first is not forgotten while the org refuses", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), APEX);
		org.refuse = () => Object.assign(new Error("no"), { code: "no" }) as never;
		await expect(collector.poll()).rejects.toThrow("no");
		org.add({ eventType: "ApexTrigger", requestIds: ["a"] });
		delete org.refuse;
		org.now += 72 * HOUR;
		collector.restart();
		await collector.poll();
		expect(collector.delivered).toEqual(["a"]);
	});
});

describe("one type's trouble", () => {
	async function listening(config = APEX) {
		const org = createFakeOrg();
		const telemetry = createCollector(org, org.client()).telemetry;
		const { client, close } = await org.listen(telemetry);
		const collector = createCollector(org, client, config, telemetry);
		return { org, collector, close };
	}

	function addBoth(org: FakeOrg, count: number): void {
		for (let index = 0; index < count; index++) {
			org.add({ ...broken, eventType: "ApexExecution", requestIds: ["no"] });
			org.add({ eventType: "ApexTrigger", requestIds: [`good${index}`] });
		}
	}

	test("leaves it alone for this poll, and the others go on", async () => {
		const { org, collector, close } = await listening();
		try {
			addBoth(org, 4);
			await expect(collector.poll()).rejects.toMatchObject({
				code: "server_error",
			});
			// A good file between two bad ones says that the org is there: none was left out.
			expect(collector.delivered).toEqual(["good0", "good1", "good2", "good3"]);
			expect(stateOf(collector, "ApexTrigger").open).toEqual([]);
			const bad = org.files.filter((file) => file.serve !== undefined);
			for (const file of bad) {
				delete file.serve;
				file.body = file.body.replace("no", `late ${file.id}`);
				file.length = file.body.length;
			}
			org.now += HOUR;
			await collector.poll();
			expect(collector.delivered).toHaveLength(8);
		} finally {
			await close();
		}
	});

	test("an org that is down is not asked for every type", async () => {
		const { org, collector, close } = await listening();
		try {
			for (let index = 0; index < 8; index++) {
				const eventType = index % 2 === 0 ? "ApexExecution" : "ApexTrigger";
				org.add({ ...broken, eventType });
			}
			await expect(collector.poll()).rejects.toMatchObject({
				code: "server_error",
			});
			const asked = org.files.filter((file) => file.downloads > 0);
			expect(asked).toHaveLength(4);
		} finally {
			await close();
		}
	});
});

describe('the event type "*"', () => {
	test("reads whatever type appears, but for those that are left out", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), EVERYTHING);
		org.add({ eventType: "Login", requestIds: ["named"] });
		org.add({ eventType: "RestApi", requestIds: ["found"] });
		org.add({ eventType: "ApiTotalUsage", requestIds: ["left out"] });
		await collector.poll();
		org.now += HOUR;
		org.add({ eventType: "BrandNew", requestIds: ["new"] });
		await collector.poll();
		expect(org.queries.join()).not.toContain("EventType =");
		expect(collector.delivered).toEqual(["named", "found", "new"]);
		expect([...collector.states.keys()].toSorted()).toEqual(
			["*", "BrandNew", "Login", "RestApi"].map((type) => keyOf(type)),
		);
		const found = parseDiscovery(collector.states.get(keyOf("*")) ?? "");
		expect(found).toMatchObject({ state: { types: ["RestApi", "BrandNew"] } });
	});

	test("goes on inside a file of a type that it had found before a restart", async () => {
		const org = createFakeOrg();
		const rows = Array.from({ length: 7 }, (_unused, row) => `row${row}`);
		const collector = createCollector(org, org.client(), EVERYTHING);
		org.add({ eventType: "RestApi", requestIds: rows });
		// The two initial states and a batch.
		await collector.poll(3);
		expect(collector.delivered).toHaveLength(3);
		collector.restart();
		await collector.poll();
		expect(collector.delivered).toEqual(rows);
	});

	test("a type that appears for the first time after days is read from its first file", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(), EVERYTHING);
		await collector.poll();
		for (let day = 0; day < 5; day++) {
			org.now += 24 * HOUR;
			await collector.poll();
		}
		const first = org.now - 23 * HOUR;
		org.add({ eventType: "New", createdDate: first, requestIds: ["late"] });
		org.add({ eventType: "New", requestIds: ["in time"] });
		collector.restart();
		await collector.poll();
		expect(collector.delivered).toEqual(["late", "in time"]);
	});

	test("many types at once are read in one poll", async () => {
		const org = createFakeOrg();
		const collector = createCollector(org, org.client(1000), {
			event_types: [],
			othersExcept: [],
		});
		for (let index = 0; index < 700; index++) {
			org.add({ eventType: `Type${index % 70}`, requestIds: [`row${index}`] });
		}
		await collector.poll();
		expect(new Set(collector.delivered).size).toBe(700);
		expect(collector.delivered).toHaveLength(700);
	});
});

test("an org without any file is told of once, with what may be missing", async () => {
	const org = createFakeOrg();
	const collector = createCollector(org, org.client());
	await collector.poll();
	await collector.poll();
	expect(collector.telemetry.lines).toMatchObject([
		{
			level: "warn",
			fields: { cure: expect.stringContaining("Event Monitoring") },
		},
	]);
});
