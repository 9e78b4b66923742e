// When a fault happens, and when it does not. What each of them does to the product is
// shown by test/conformance.

import { afterEach, describe, expect, test } from "vitest";
import type { SimulatorOptions } from "../../../../simulator/options.ts";
import { resolveOptions } from "../../../../simulator/options.ts";
import type { Simulator } from "../../../../simulator/simulator.ts";
import {
	type SimulatorHooks,
	startSimulator,
} from "../../../../simulator/start-simulator.ts";
import { simulatorKey } from "../../../integration/support/simulated-org.ts";
import { type Connection, connect, logIn } from "../connect.ts";

const LIMITS = "/services/data/v67.0/limits";
const START = "2026-11-23T12:30:00Z";

const running: Simulator[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map((org) => org.close()));
});

type Faults = NonNullable<SimulatorOptions["faults"]>;

async function start(
	faults: Faults,
	options: SimulatorOptions = {},
	hooks: SimulatorHooks = {},
): Promise<Simulator> {
	const org = await startSimulator(
		{
			speed: 0,
			start_time: START,
			hours: 2,
			rows_per_hour: 20,
			users: 5,
			streams: ["login"],
			private_key: simulatorKey,
			...options,
			faults,
		},
		hooks,
	);
	running.push(org);
	return org;
}

async function statuses(
	client: Connection,
	times: number,
	path = LIMITS,
): Promise<number[]> {
	const seen: number[] = [];
	for (let i = 0; i < times; i++) {
		const { status, body } = await client.get(path);
		await body?.cancel();
		seen.push(status);
	}
	return seen;
}

describe("a fault", () => {
	test("that is only named happens as it usually does", async () => {
		const org = await start(["server_error"]);
		const client = await connect(org);
		expect(await statuses(client, 3)).toEqual([500, 200, 200]);
		expect(org.faultsHappened()).toEqual([
			{
				name: "server_error",
				times: 1,
				first: Date.parse(START),
				last: Date.parse(START),
			},
		]);
	});

	test("happens as often as its count says", async () => {
		const org = await start({ server_error: { count: 2 } });
		expect(await statuses(await connect(org), 3)).toEqual([500, 500, 200]);
	});

	test("with a probability happens to the same requests with the same seed, and to others with another", async () => {
		const pattern = async (seed: number) => {
			const org = await start({ server_error: { probability: 0.5 } }, { seed });
			return statuses(await connect(org), 24);
		};
		const first = await pattern(1);
		expect(first.filter((status) => status === 500).length).toBeGreaterThan(4);
		expect(first.filter((status) => status === 200).length).toBeGreaterThan(4);
		expect(await pattern(1)).toEqual(first);
		expect(await pattern(2)).not.toEqual(first);
	});

	test.for([
		["a duration after the start", "10m"],
		["a time", "2026-11-23T12:40:00Z"],
	] as const)("waits for its moment: %s", async ([, at]) => {
		const org = await start({ server_error: { at } });
		const client = await connect(org);
		expect(await statuses(client, 2)).toEqual([200, 200]);
		org.advance(600_000);
		expect(await statuses(client, 2)).toEqual([500, 200]);
	});

	test("meets only the requests that it is for", async () => {
		const org = await start({
			server_error: { probability: 1, only: "FROM EventLogFile" },
		});
		const client = await connect(org);
		const ask = (object: string) =>
			`/services/data/v67.0/query?q=${encodeURIComponent(`SELECT Id FROM ${object}`)}`;
		expect(await statuses(client, 1, ask("EventLogFile"))).toEqual([500]);
		expect(await statuses(client, 1, ask("User"))).toEqual([200]);
	});

	test("happens no more when faults are ended", async () => {
		const org = await start({ server_error: { probability: 1 } });
		const client = await connect(org);
		expect(await statuses(client, 1)).toEqual([500]);
		org.endFaults();
		expect(await statuses(client, 1)).toEqual([200]);
	});

	test("is told to who runs the org, with the place where it happened", async () => {
		const told: string[][] = [];
		const org = await start(
			["server_error"],
			{},
			{ onFault: (name, where) => told.push([name, where]) },
		);
		await statuses(await connect(org), 1);
		expect(told).toEqual([["server_error", `GET ${LIMITS}`]]);
	});

	test("of a file stays with the file", async () => {
		const org = await start(["csv_unknown_column"], {
			interval: "both",
			hours: 24,
		});
		const file = org.ledger()[0];
		expect(file?.content.columns).toContain("COLUMN_OF_TOMORROW");
		const client = await connect(org);
		const path = `/services/data/v67.0/sobjects/EventLogFile/${file?.id}/LogFile`;
		const first = await (await client.get(path)).text();
		org.endFaults();
		expect(await (await client.get(path)).text()).toBe(first);
		expect(Buffer.byteLength(first)).toBe(file?.length);
	});
});

test("a fault of daily files does not happen to an org that has none", async () => {
	const faults = ["late_files", "daily_replaced_new_id"] as const;
	const names = async (interval: "hourly" | "daily") => {
		const org = await start(faults, { interval, hours: 24 });
		return org.faultsHappened().map(({ name }) => name);
	};
	expect(await names("hourly")).toEqual(["late_files"]);
	expect(await names("daily")).toEqual(["daily_replaced_new_id"]);
});

describe("the options", () => {
	const namesOf = (faults: Faults) =>
		resolveOptions({ faults }).faults.map(({ fault }) => fault.name);

	test("know `all`, and all but some", () => {
		const all = namesOf("all");
		expect(all).toContain("session_expired");
		// These take data away for good, or what hourly files are read by.
		expect(all).not.toContain("retention");
		expect(all).not.toContain("no_interval_column");
		const but = namesOf({ all: true, stalled: false, retention: true });
		expect(new Set(but)).toEqual(
			new Set([...all.filter((name) => name !== "stalled"), "retention"]),
		);
	});

	test.for<[wrong: unknown, message: RegExp]>([
		[{ sesion_expired: true }, /sesion_expired/],
		[["sesion_expired"], /session_expired/],
		[{ server_error: { probability: 2 } }, /probability/],
		[{ server_error: { at: "soon" } }, /server_error/],
		[{ server_error: { answer: "html_503" } }, /answer/],
		[{ unavailable: { answer: "html_200" } }, /unavailable/],
		["some", /faults/],
	])("refuse %j", ([faults, message]) => {
		expect(() => resolveOptions({ faults })).toThrow(message);
	});
});

describe("what happens in the org", () => {
	test("other clients use up the API calls, for 24 hours", async () => {
		const org = await start(["daily_limit_reached"], { speed: 0 });
		const client = await connect(org);
		const refused = await client.get(LIMITS);
		expect(refused.status).toBe(403);
		expect(refused.headers.get("sforce-limit-info")).toBe(
			"api-usage=100000/100000",
		);
		expect(await refused.json()).toEqual([
			{
				message: "TotalRequests Limit exceeded.",
				errorCode: "REQUEST_LIMIT_EXCEEDED",
			},
		]);
		org.advance(24 * 3_600_000);
		expect((await (await connect(org)).get(LIMITS)).status).toBe(200);
	});

	test.for([["invalid_grant"], ["rate_limit_exceeded"]] as const)(
		"nobody can log in for an hour (%s)",
		async ([error]) => {
			const org = await start({ login_rate_exceeded: { error } });
			expect((await logIn(org)).body).toEqual({
				error,
				error_description: "login rate exceeded",
			});
			org.advance(3_599_000);
			expect((await logIn(org)).status).toBe(400);
			org.advance(1_000);
			expect((await logIn(org)).status).toBe(200);
		},
	);

	test("long requests take every place, then leave", async () => {
		const org = await start(["long_running_cap"]);
		const client = await connect(org);
		expect(await statuses(client, 1)).toEqual([403]);
		org.advance(89_000);
		expect(await statuses(client, 1)).toEqual([403]);
		org.advance(1_000);
		expect(await statuses(client, 1)).toEqual([200]);
	});

	test("downloads of our own take places when they last", async () => {
		const org = await start(
			{ stalled: { probability: 1, after: 10 } },
			{ long_running_requests: 2 },
		);
		const client = await connect(org);
		const path = `/services/data/v67.0/sobjects/EventLogFile/${org.ledger()[0]?.id}/LogFile`;
		const open = [await client.get(path), await client.get(path)];
		expect(await statuses(client, 1)).toEqual([200]);
		org.advance(20_000);
		const refused = await client.get(LIMITS);
		expect(await refused.json()).toEqual([
			{
				message: "ConcurrentPerOrgLongTxn Limit exceeded.",
				errorCode: "REQUEST_LIMIT_EXCEEDED",
			},
		]);
		for (const { body } of open) await body?.cancel();
		await expect
			.poll(async () => (await statuses(client, 1))[0], { interval: 5 })
			.toBe(200);
	});

	test("the rest of an answer is gone", async () => {
		const org = await start({
			short_pages: { rows: 3 },
			query_locator_lost: true,
		});
		const client = await connect(org);
		const page = await client.query("SELECT Id FROM User");
		expect(page.records).toHaveLength(3);
		expect(page.done).toBe(false);
		const next = await client.get(page.nextRecordsUrl ?? "");
		expect(next.status).toBe(400);
		expect(await next.json()).toMatchObject([
			{ errorCode: "INVALID_QUERY_LOCATOR" },
		]);
	});

	test("a window that is too wide times out with either status, a narrow one does not", async () => {
		for (const status of [400, 500] as const) {
			const org = await start(
				{ query_timeout: { status, max_span: "1h" } },
				{ streams: ["login"], hours: 4 },
			);
			const client = await connect(org);
			const ask = (from: string) =>
				client.get(
					`/services/data/v67.0/query?q=${encodeURIComponent(`SELECT EventIdentifier FROM LoginEvent WHERE EventDate > ${from} AND EventDate <= 2026-11-23T12:00:00Z`)}`,
				);
			const wide = await ask("2026-11-23T09:00:00Z");
			expect(wide.status).toBe(status);
			expect(await wide.json()).toMatchObject([{ errorCode: "QUERY_TIMEOUT" }]);
			expect((await ask("2026-11-23T11:30:00Z")).status).toBe(200);
		}
	});

	test("a query that names no interval shows hourly files, too", async () => {
		const soql = "SELECT Interval FROM EventLogFile";
		const options = { interval: "both", hours: 24 } as const;
		const usual = await connect(await start({}, options));
		const other = await connect(await start(["no_implicit_interval"], options));
		const intervals = async (client: Connection) =>
			new Set((await client.query(soql)).records.map((row) => row.Interval));
		expect(await intervals(usual)).toEqual(new Set(["Daily"]));
		expect(await intervals(other)).toEqual(new Set(["Daily", "Hourly"]));
	});

	test("big objects give their oldest row first", async () => {
		const soql =
			"SELECT EventDate FROM LoginEvent WHERE EventDate > 2026-11-23T00:00:00Z";
		const dates = async (faults: Faults) => {
			const client = await connect(await start(faults));
			return (await client.query(soql)).records.map(({ EventDate }) =>
				String(EventDate),
			);
		};
		const newestFirst = await dates({});
		expect(newestFirst.length).toBeGreaterThan(2);
		expect(await dates(["big_object_any_order"])).toEqual(
			newestFirst.reverse(),
		);
	});
});
