// What event objects answer, over HTTP as a receiver would ask.

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SimulatorOptions } from "../../../../simulator/options.ts";
import type { Simulator } from "../../../../simulator/simulator.ts";
import { startSimulator } from "../../../../simulator/start-simulator.ts";
import { type Connection, connect } from "../connect.ts";

const HOUR = 3_600_000;
const NOON = "2026-11-23T12:00:00Z";

async function start(
	options: SimulatorOptions = {},
): Promise<{ org: Simulator; client: Connection }> {
	const org = await startSimulator({
		speed: 0,
		start_time: NOON,
		hours: 2,
		rhythm: false,
		...options,
	});
	return { org, client: await connect(org) };
}

/** An answer, or an array of errors. */
type Answered = {
	records: Record<string, unknown>[];
} & { errorCode: string; message: string }[];

const ask = async (client: Connection, soql: string) => {
	const response = await client.get(
		`/services/data/v67.0/query?q=${encodeURIComponent(soql)}`,
	);
	return {
		status: response.status,
		body: (await response.json()) as Answered,
	};
};

let org: Simulator;
let client: Connection;
beforeAll(async () => {
	({ org, client } = await start({ objects: { ApiEvent: 20 } }));
});
afterAll(() => org.close());

const others: Simulator[] = [];
afterEach(async () => {
	await Promise.all(others.splice(0).map((other) => other.close()));
});
async function another(options: SimulatorOptions) {
	const started = await start(options);
	others.push(started.org);
	return started;
}

const WINDOW =
	"EventDate > 2026-11-23T10:00:00Z AND EventDate <= 2026-11-23T11:00:00Z";

describe("a big object", () => {
	test.each([
		[WINDOW],
		[`${WINDOW} ORDER BY EventDate DESC`],
		[`${WINDOW} ORDER BY EventIdentifier`],
		["EventDate >= 2026-11-23T10:00:00Z"],
		["EventDate < 2026-11-23T11:00:00Z"],
		["EventDate = TODAY"],
		["EventDate >= LAST_N_DAYS:2 LIMIT 5"],
	])("answers WHERE %s, newest first", async (where) => {
		const { records, totalSize } = await client.query(
			`SELECT Id, EventDate, EventIdentifier FROM LoginEvent WHERE ${where}`,
		);
		expect(totalSize).toBeGreaterThan(2);
		const dates = records.map(({ EventDate }) => String(EventDate));
		if (!where.includes("EventIdentifier")) {
			expect(dates).toEqual([...dates].sort().reverse());
		}
		expect(new Set(records.map(({ Id }) => Id))).toEqual(
			new Set(["000000000000000AAA"]),
		);
		expect(
			new Set(records.map(({ EventIdentifier }) => EventIdentifier)).size,
		).toBe(records.length);
	});

	test("finds one event by its date and identifier", async () => {
		const [event] = org.objectLedger("LoginEvent");
		const { records } = await client.query(
			`SELECT Username FROM LoginEvent WHERE EventDate = ${event?.EventDate} AND EventIdentifier = '${event?.EventIdentifier}'`,
		);
		expect(records).toMatchObject([{ Username: event?.Username }]);
	});

	const id = "EventIdentifier = 'x'";
	test.each([
		["WHERE Username = 'x'", "INVALID_FIELD", "can not be filtered"],
		["WHERE CreatedDate > 2026-11-23T10:00:00Z", "INVALID_FIELD", "filtered"],
		["WHERE EventDate != 2026-11-23T10:00:00Z", "MALFORMED_QUERY", "!="],
		["WHERE EventIdentifier LIKE 'a%'", "MALFORMED_QUERY", "LIKE"],
		["WHERE EventIdentifier IN ('a')", "MALFORMED_QUERY", "IN"],
		[`WHERE ${id}`, "MALFORMED_QUERY", "EventDate ="],
		[
			`WHERE EventDate <= 2026-11-23T10:00:00Z AND ${id}`,
			"MALFORMED_QUERY",
			"EventDate =",
		],
		["WHERE CALENDAR_YEAR(EventDate) = 2026", "MALFORMED_QUERY", "CALENDAR"],
		[
			"WHERE EventDate = TODAY OR EventDate = YESTERDAY",
			"MALFORMED_QUERY",
			"OR",
		],
		["WHERE NOT (EventDate = TODAY)", "MALFORMED_QUERY", "NOT"],
		["ORDER BY EventDate", "MALFORMED_QUERY", "ORDER BY"],
		["ORDER BY EventDate ASC", "MALFORMED_QUERY", "ORDER BY"],
		["ORDER BY Username DESC", "MALFORMED_QUERY", "ORDER BY"],
	])("refuses %s", async (rest, errorCode, message) => {
		const { status, body } = await ask(
			client,
			`SELECT EventDate FROM LoginEvent ${rest}`,
		);
		expect(status).toBe(400);
		expect(body).toMatchObject([{ errorCode }]);
		expect(body[0]?.message).toContain(message);
	});

	test.each(["COUNT()", "COUNT(EventIdentifier)", "MAX(EventDate) latest"])(
		"does not aggregate: %s",
		async (what) => {
			const { body } = await ask(client, `SELECT ${what} FROM LoginEvent`);
			expect(body).toEqual([
				{
					errorCode: "BIG_OBJECT_UNSUPPORTED_OPERATION",
					message: "Aggregate functions not supported",
				},
			]);
		},
	);

	test("ends in QUERY_TIMEOUT where a window is too wide or too full", async () => {
		const { client } = await another({
			rows_per_hour: 50,
			hours: 5,
			big_objects: { max_rows: 60, max_span: "2h", timeout_status: 500 },
		});
		const query = (from: string) =>
			ask(
				client,
				`SELECT EventDate FROM LoginEvent WHERE EventDate > 2026-11-23T${from}:00Z AND EventDate <= ${NOON}`,
			);
		expect((await query("11:00")).status).toBe(200);
		expect((await query("10:30")).status).toBe(500);
		expect((await query("06:00")).body).toMatchObject([
			{ errorCode: "QUERY_TIMEOUT" },
		]);
		expect(
			await ask(client, "SELECT EventDate FROM LogoutEvent"),
		).toMatchObject({ status: 500 });
	});

	test("shows all of its fields to FIELDS(STANDARD), and to FIELDS(ALL) within 200 rows", async () => {
		const response = await client.get(
			"/services/data/v67.0/sobjects/LoginEvent/describe",
		);
		const described = (await response.json()) as {
			fields: { name: string }[];
		};
		const names = described.fields.map(({ name }) => name).sort();
		for (const soql of ["FIELDS(STANDARD)", "FIELDS(ALL)"]) {
			const { body } = await ask(
				client,
				`SELECT ${soql} FROM LoginEvent LIMIT 200`,
			);
			const { attributes: _, ...fields } = body.records[0] ?? {};
			expect(Object.keys(fields).sort()).toEqual(names);
		}
		const { body } = await ask(client, "SELECT FIELDS(ALL) FROM LoginEvent");
		expect(body).toMatchObject([{ errorCode: "MALFORMED_QUERY" }]);
	});
});

describe("the same event in several forms", () => {
	const filesOf = (eventType: string) =>
		org
			.ledger()
			.filter((file) => file.eventType === eventType)
			.map((file) => ({
				from: file.logDate,
				rows: [...(file.content.rows() ?? [])],
			}));
	const within = (from: number, date: unknown) => {
		const at = Date.parse(String(date));
		return at >= from && at < from + HOUR;
	};

	test("a login is a row of the file, of LoginEvent and of LoginHistory", () => {
		const files = filesOf("Login");
		expect(files).toHaveLength(2);
		for (const { from, rows } of files) {
			const events = new Map(
				org
					.objectLedger("LoginEvent")
					.filter(({ EventDate }) => within(from, EventDate))
					.map((event) => [`${event.EventDate} ${event.Username}`, event]),
			);
			expect(events.size).toBe(rows.length);
			for (const row of rows) {
				const event = events.get(
					`${row.TIMESTAMP_DERIVED?.replace("Z", "+0000")} ${row.USER_NAME}`,
				);
				expect(event).toMatchObject({
					SourceIp: row.SOURCE_IP,
					UserId: row.USER_ID_DERIVED || null,
					LoginKey: row.LOGIN_KEY || null,
					CipherSuite: row.CIPHER_SUITE,
				});
				expect(event?.Status === "Success").toBe(
					row.LOGIN_STATUS === "LOGIN_NO_ERROR",
				);
			}
			const known = rows.filter(({ USER_ID }) => USER_ID !== "");
			const history = org
				.objectLedger("LoginHistory")
				.filter(({ LoginTime }) => within(from, LoginTime));
			expect(history.map(({ UserId }) => UserId).sort()).toEqual(
				known.map(({ USER_ID_DERIVED }) => USER_ID_DERIVED).sort(),
			);
			const historyIds = new Set(history.map(({ Id }) => Id));
			expect(
				[...events.values()].every(
					({ LoginHistoryId, UserId }) =>
						historyIds.has(LoginHistoryId as string) === (UserId !== null),
				),
			).toBe(true);
		}
	});

	test("a logout that somebody made is a row of the file and of LogoutEvent", () => {
		for (const { from, rows } of filesOf("Logout")) {
			const made = rows.filter((row) => row.USER_INITIATED_LOGOUT === "1");
			const events = org
				.objectLedger("LogoutEvent")
				.filter(({ EventDate }) => within(from, EventDate));
			expect(
				events.map(({ UserId, LoginKey }) => `${UserId} ${LoginKey}`).sort(),
			).toEqual(
				made.map((row) => `${row.USER_ID_DERIVED} ${row.LOGIN_KEY}`).sort(),
			);
			expect(rows.length).toBeGreaterThan(made.length);
		}
	});

	test("a logout ends a session that a login began", () => {
		const loginKeys = new Set(
			filesOf("Login").flatMap(({ rows }) =>
				rows.map(({ LOGIN_KEY }) => LOGIN_KEY),
			),
		);
		const later = filesOf("Logout").at(-1)?.rows ?? [];
		const joined = later.filter(
			({ LOGIN_KEY }) => LOGIN_KEY !== "" && loginKeys.has(LOGIN_KEY ?? ""),
		);
		expect(joined.length / later.length).toBeGreaterThan(0.8);
	});
});

describe("a row can be queried", () => {
	const count = async (client: Connection, object: string) =>
		(await client.query(`SELECT Id FROM ${object}`)).totalSize;

	test("some seconds after its event, late ones later", async () => {
		const { org, client } = await another({
			hours: 0,
			rows_per_hour: 3600,
			object_rows: { delay: "5s", late_share: 0.3, late_delay: "10m" },
		});
		expect(await count(client, "LoginEvent")).toBe(0);
		org.advance(4000);
		expect(await count(client, "LoginEvent")).toBe(0);
		org.advance(56_000);
		const early = org.objectLedger("LoginEvent").length;
		expect(early).toBeGreaterThan(20);
		expect(await count(client, "LoginEvent")).toBe(early);
		org.advance(11 * 60_000);
		const minute = Date.parse(NOON) + 60_000;
		const late = org
			.objectLedger("LoginEvent")
			.filter(({ EventDate }) => Date.parse(String(EventDate)) < minute);
		expect(late.length).toBeGreaterThan(early + 5);
	});

	test("the same ones in another org of the same seed, whenever it was started", async () => {
		const { org: later } = await another({
			start_time: "2026-11-23T12:30:00Z",
		});
		const settled = (ledger: ReturnType<Simulator["objectLedger"]>) =>
			ledger.filter(({ CreatedDate }) => {
				const at = String(CreatedDate);
				return at > "2026-11-23T10:00:00" && at < "2026-11-23T11:59:00";
			});
		for (const object of ["LoginEvent", "LogoutEvent", "SetupAuditTrail"]) {
			expect(settled(later.objectLedger(object))).toEqual(
				settled(org.objectLedger(object)),
			);
		}
	});

	test("when it was published by hand", async () => {
		const { org, client } = await another({ hours: 0 });
		org.publishRows("SetupAuditTrail", [
			{
				Action: "resetpassword",
				CreatedDate: Date.parse("2026-06-01T00:00:00Z"),
				"CreatedBy.Name": "Ana",
			},
			{ Action: "orphan" },
		]);
		const { records } = await client.query(
			"SELECT Id, Action, CreatedBy.Name FROM SetupAuditTrail ORDER BY CreatedDate, Id",
		);
		expect(records).toMatchObject([
			{ Action: "resetpassword", CreatedBy: { Name: "Ana" } },
			{ Action: "orphan", CreatedBy: null },
		]);
		expect(records[0]?.Id).not.toBe(records[1]?.Id);
	});

	test("only by who may", async () => {
		const { client } = await another({
			permissions: { LoginEvent: false, EventLogFile: false },
		});
		for (const object of ["LoginEvent", "EventLogFile"]) {
			const { status, body } = await ask(client, `SELECT Id FROM ${object}`);
			expect(status).toBe(400);
			expect(body).toMatchObject([{ errorCode: "INVALID_TYPE" }]);
			const path = `/services/data/v67.0/sobjects/${object}/describe`;
			expect((await client.get(path)).status).toBe(404);
		}
		expect(await count(client, "LogoutEvent")).toBeGreaterThan(0);
	});
});

describe("SetupAuditTrail", () => {
	const select = "SELECT Id, CreatedDate FROM SetupAuditTrail";

	test("has several rows of one second, in the order of the cursor", async () => {
		const { records } = await client.query(
			`${select} ORDER BY CreatedDate, Id`,
		);
		const keys = records.map(({ CreatedDate, Id }) => `${CreatedDate} ${Id}`);
		expect(keys).toEqual([...keys].sort());
		const seconds = new Set(records.map(({ CreatedDate }) => CreatedDate));
		expect(seconds.size).toBeLessThan(records.length * 0.8);
		expect(String(records[0]?.CreatedDate)).toContain(".000+0000");
	});

	test("continues after a cursor", async () => {
		const { records } = await client.query(
			`${select} ORDER BY CreatedDate, Id`,
		);
		const { Id, CreatedDate } = records[10] as Record<string, unknown>;
		const rest = await client.query(
			`${select} WHERE CreatedDate > ${CreatedDate} OR (CreatedDate = ${CreatedDate} AND Id > '${Id}') ORDER BY CreatedDate, Id`,
		);
		expect(rest.records).toEqual(records.slice(11));
	});

	test("names who did it, but not an automated process", async () => {
		const { org, client } = await another({ objects: { SetupAuditTrail: 60 } });
		const { records } = await client.query(
			"SELECT CreatedById, CreatedBy.Username, CreatedBy.Name, DelegateUser, CreatedByContext, Display FROM SetupAuditTrail",
		);
		const rows = records as {
			CreatedById: string;
			CreatedBy: { Username: string } | null;
			DelegateUser: string | null;
			CreatedByContext: string | null;
			Display: string;
		}[];
		expect(rows.length).toBe(org.objectLedger("SetupAuditTrail").length);
		expect(rows.some(({ CreatedBy }) => CreatedBy === null)).toBe(true);
		expect(
			rows.every(({ CreatedById }) => /^005\w{15}$/.test(CreatedById)),
		).toBe(true);
		expect(rows.some(({ DelegateUser }) => DelegateUser !== null)).toBe(true);
		expect(rows.some((row) => row.CreatedByContext === "Einstein")).toBe(true);
		expect(
			rows.some(({ Display }) => /^For user \S+@\S+, /.test(Display)),
		).toBe(true);
	});

	test.each([
		["SELECT COUNT() FROM SetupAuditTrail", undefined],
		["SELECT Id FROM SetupAuditTrail WHERE Action LIKE 'reset%'", undefined],
		[
			"SELECT Id FROM SetupAuditTrail WHERE CreatedDate = TODAY AND DelegateUser = null",
			undefined,
		],
		["SELECT COUNT(Id) FROM SetupAuditTrail", "MALFORMED_QUERY"],
		[
			"SELECT Action, COUNT(Id) n FROM SetupAuditTrail GROUP BY Action",
			"MALFORMED_QUERY",
		],
		["SELECT Id FROM SetupAuditTrail WHERE Display LIKE 'x%'", "INVALID_FIELD"],
		["SELECT Id FROM SetupAuditTrail WHERE Section = 'x'", "INVALID_FIELD"],
		["SELECT Id FROM LoginHistory WHERE Status = 'Success'", "INVALID_FIELD"],
		["SELECT Id FROM LoginHistory WHERE LoginTime = TODAY", undefined],
		["SELECT Id FROM LoginGeo WHERE City LIKE 'P_ris'", undefined],
		["SELECT Id FROM LoginEventStream", "INVALID_TYPE_FOR_OPERATION"],
		["SELECT Id FROM ApiEvent WHERE UserId = null", "INVALID_FIELD"],
		["SELECT Id FROM ApiAnomalyEventStore ORDER BY Score", undefined],
	])("answers as Salesforce does: %s", async (soql, errorCode) => {
		const { status, body } = await ask(client, soql);
		expect([status, body[0]?.errorCode]).toEqual([
			errorCode ? 400 : 200,
			errorCode,
		]);
	});
});

test("every object describes its fields, and a query of all of them is answered", async () => {
	for (const name of [
		"LoginEvent",
		"LogoutEvent",
		"LoginHistory",
		"LoginGeo",
		"SetupAuditTrail",
		"ApiEvent",
		"ReportEvent",
		"LightningUriEvent",
		"ListViewEvent",
		"LoginAsEvent",
		"UriEvent",
		"FileEventStore",
		"PermissionSetEventStore",
		"ApiAnomalyEventStore",
	]) {
		const response = await client.get(
			`/services/data/v67.0/sobjects/${name}/describe`,
		);
		const { fields } = (await response.json()) as {
			fields: { name: string; type: string; nillable: boolean }[];
		};
		const names = fields.map((field) => field.name);
		expect(new Set(names).size, name).toBe(names.length);
		const { body } = await ask(
			client,
			`SELECT ${names.join(",")} FROM ${name} LIMIT 5`,
		);
		for (const record of body.records) {
			for (const { name: field, nillable, type } of fields) {
				if (!nillable) expect(record[field], `${name}.${field}`).not.toBeNull();
				if (record[field] !== null && /^(double|int)$/.test(type)) {
					expect(typeof record[field], `${name}.${field}`).toBe("number");
				}
			}
		}
	}
});

test("objects without a generator are refused at the start", async () => {
	await expect(
		startSimulator({ objects: { LoginEventStream: 3, Account: 1 } }),
	).rejects.toThrow("LoginEventStream, Account");
});
