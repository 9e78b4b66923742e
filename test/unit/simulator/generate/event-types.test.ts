import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	APEX_EVENT_TYPES,
	EVENT_TYPES,
} from "../../../../simulator/generate/event-types/event-types.ts";
import type { Row } from "../../../../simulator/log-files/file-content.ts";
import type { LedgerEntry } from "../../../../simulator/log-files/log-file-store.ts";
import type { SimulatorOptions } from "../../../../simulator/options.ts";
import type { Simulator } from "../../../../simulator/simulator.ts";
import { startSimulator } from "../../../../simulator/start-simulator.ts";

const HOUR = 3_600_000;
const OPTIONS = {
	speed: 0,
	start_time: "2026-11-23T12:30:00Z",
	hours: 3,
	rhythm: false,
	rows_per_hour: 500,
	releases: ["2021", "2023", "2026"],
	event_types: {
		...Object.fromEntries(
			EVENT_TYPES.filter(({ name }) => !APEX_EVENT_TYPES.includes(name)).map(
				({ name }) => [name, 100],
			),
		),
		Future: { rows_per_hour: 20, columns: { SIZE: "Number", NOTE: "String" } },
	},
} satisfies SimulatorOptions;

let org: Simulator;
let files: readonly LedgerEntry[];
beforeAll(async () => {
	org = await startSimulator(OPTIONS);
	files = org.ledger();
});
afterAll(() => org.close());

const rowsOf = (eventType: string): Row[] =>
	files
		.filter((file) => file.eventType === eventType)
		.flatMap((file) => [...(file.content.rows() ?? [])]);

const textOf = (file: LedgerEntry) =>
	Buffer.concat([...file.content.bytes()]).toString();

describe.each([...EVENT_TYPES.map(({ name }) => name), "Future"])(
	"%s",
	(eventType) => {
		const own = () => files.filter((file) => file.eventType === eventType);

		test("files read back as the rows of the ledger", () => {
			expect(own()).toHaveLength(3);
			for (const file of own()) {
				const parsed = parse(textOf(file), { columns: true });
				expect(parsed).toEqual([...(file.content.rows() ?? [])]);
				expect(parsed).toHaveLength(file.rowCount ?? 0);
				expect(file.content.columnTypes).toHaveLength(
					file.content.columns.length,
				);
			}
		});

		test("rows are of the hour and of the org, and their ids fit", () => {
			for (const file of own()) {
				for (const row of file.content.rows() ?? []) {
					const at = Date.parse(row.TIMESTAMP_DERIVED ?? "");
					expect(at).toBeGreaterThanOrEqual(file.logDate);
					expect(at).toBeLessThan(file.logDate + HOUR);
					expect(row.EVENT_TYPE).toBe(eventType);
					expect(row.ORGANIZATION_ID).toBe(org.organizationId.slice(0, 15));
					if (row.USER_ID && row.USER_ID_DERIVED) {
						expect(row.USER_ID_DERIVED.slice(0, 15)).toBe(row.USER_ID);
					}
				}
			}
		});

		test("no column stays empty, but for those that are reserved", () => {
			const rows = rowsOf(eventType);
			const empty = Object.keys(rows.at(-1) ?? {}).filter((column) =>
				rows.every((row) => !row[column]),
			);
			expect(
				empty.filter(
					(column) =>
						!/^(BOT_SESSION_IDENTIFIER|PLANNER_IDENTIFIER|BOT_IDENTIFIER|RUN_TIME|CPU_TIME|URI_ID_DERIVED|SESSION_KEY|API_TYPE|CONTEXT|CLIENT_(ID|GEO)|DEVICE_MODEL|OS_VERSION|CONNECTION_TYPE|SDK_APP_TYPE|URI|CLIENT_IP)$/.test(
							column,
						),
				),
			).toEqual([]);
		});
	},
);

test("columns come with the releases", () => {
	const columns = (eventType: string) =>
		files
			.filter((file) => file.eventType === eventType)
			.map((file) => file.content.columns);
	const has = (eventType: string, column: string) =>
		columns(eventType)
			.map((names) => names.includes(column))
			.sort();
	expect(has("ApexCallout", "STATUS_CODE")).toEqual([false, false, true]);
	expect(has("ApexUnexpectedException", "EXCEPTION_CATEGORY")).toEqual([
		false,
		true,
		true,
	]);
	expect(has("RestApi", "CONNECTED_APP_ID")).toEqual([false, true, true]);
});

test("the header of ApexCallout is that of a real file", async () => {
	const old = await startSimulator({
		...OPTIONS,
		hours: 1,
		releases: ["2023"],
	});
	const file = old
		.ledger()
		.find(({ eventType }) => eventType === "ApexCallout");
	expect(file?.content.columns.join()).toBe(
		"EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,RUN_TIME,CPU_TIME,URI,SESSION_KEY,LOGIN_KEY,TYPE,METHOD,SUCCESS,TIME,REQUEST_SIZE,RESPONSE_SIZE,URL,TIMESTAMP_DERIVED,USER_ID_DERIVED,CLIENT_IP,URI_ID_DERIVED",
	);
	await old.close();
});

test("the same seed gives the same bytes, on every machine", () => {
	const hash = createHash("sha256");
	for (const file of files) hash.update(textOf(file));
	expect(hash.digest("hex")).toMatchInlineSnapshot(
		`"b77d0269c758a4d16c8ab01a84622ea5de1c25566edc35496b51ff10c33ac989"`,
	);
});

describe("transactions", () => {
	const requestIds = (eventType: string) =>
		new Set(rowsOf(eventType).map(({ REQUEST_ID }) => REQUEST_ID));

	test.each([
		"ApexTrigger",
		"ApexCallout",
		"ApexUnexpectedException",
		"ApexRestApi",
		"QueuedExecution",
	])("%s has the REQUEST_ID of an execution", (eventType) => {
		const executions = requestIds("ApexExecution");
		const own = [...requestIds(eventType)];
		const joined = own.filter((id) => executions.has(id));
		expect(joined.length / own.length).toBeGreaterThan(0.5);
	});

	test("one writes several rows, some of them equal", () => {
		const triggers = rowsOf("ApexTrigger").map((row) => JSON.stringify(row));
		expect(requestIds("ApexTrigger").size).toBeLessThan(triggers.length / 2);
		expect(new Set(triggers).size).toBeLessThan(triggers.length);
	});

	test("logouts are requests of their own", () => {
		const others = requestIds("ApexExecution");
		expect([...requestIds("Logout")].some((id) => others.has(id))).toBe(false);
	});

	test("callout time is in executions that called out, and nowhere else", () => {
		const callouts = requestIds("ApexCallout");
		for (const row of rowsOf("ApexExecution")) {
			expect(row.CALLOUT_TIME !== "0").toBe(callouts.has(row.REQUEST_ID ?? ""));
		}
	});
});

describe("believable oddities", () => {
	const some = (eventType: string, holds: (row: Row) => boolean) =>
		rowsOf(eventType).some(holds);

	test.each<[string, string, (row: Row) => boolean]>([
		["ApexCallout", "a failure", (row) => row.SUCCESS === "0"],
		[
			"ApexCallout",
			"an answer of 5xx that counts as success",
			(row) => row.SUCCESS === "1" && /^5/.test(row.STATUS_CODE ?? ""),
		],
		[
			"ApexCallout",
			"a password in a URL",
			(row) => /:s3cret@/.test(row.URL ?? ""),
		],
		[
			"ApexExecution",
			"a long-running request",
			(row) =>
				row.IS_LONG_RUNNING_REQUEST === "1" && Number(row.RUN_TIME) > 5000,
		],
		["ApexExecution", "a blank CLIENT_IP", (row) => row.CLIENT_IP === ""],
		["ApexTrigger", "an empty RUN_TIME", (row) => row.RUN_TIME === ""],
		[
			"ApexUnexpectedException",
			"a stack trace of several lines",
			(row) => /\n.*\n/.test(row.STACK_TRACE ?? ""),
		],
		[
			"ApexUnexpectedException",
			"a managed package without one",
			(row) => row.STACK_TRACE === "" && /_/.test(row.EXCEPTION_TYPE ?? ""),
		],
		[
			"ApexUnexpectedException",
			"an ISO TIMESTAMP",
			(row) => row.TIMESTAMP === row.TIMESTAMP_DERIVED,
		],
		[
			"ApexRestApi",
			"a set of entities",
			(row) => /,/.test(row.ENTITY_NAME ?? ""),
		],
		[
			"RestApi",
			"a numeric user agent",
			(row) => /^\d+$/.test(row.USER_AGENT ?? ""),
		],
		["ExternalCustomApexCallout", "unknown ROWS", (row) => row.ROWS === "-1"],
		["ExternalCustomApexCallout", "no STATUS", (row) => row.STATUS === ""],
		["Logout", "a timeout", (row) => row.USER_INITIATED_LOGOUT === "0"],
		["Logout", "nobody's", (row) => row.USER_ID === ""],
	])("%s has %s", (eventType, _, holds) => {
		expect(some(eventType, holds)).toBe(true);
	});
});
