// Event log files that are not as they should be. Invariants, in every test: the
// service goes on, the next file and the other org are read, no good row is lost or
// sent twice, what is wrong is counted and said in one line.

import { constants, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { csvLine } from "../../simulator/generate/csv-text.ts";
import { htmlPage } from "../../simulator/http/answer.ts";
import type { FileToPublish } from "../../simulator/simulator.ts";
import type { ArrivedRecord } from "./support/arrived-record.ts";
import {
	HEADER,
	LOGIN_COLUMNS,
	loginCsv,
	loginLines,
	loginRow,
} from "./support/login-csv.ts";
import { startBackend } from "./support/otlp-backend.ts";
import {
	type LogLine,
	prepareService,
	type RunningService,
} from "./support/running-service.ts";
import {
	publishedUids,
	type SimulatedOrg,
	startEmptyOrg,
	startOrg,
} from "./support/simulated-org.ts";

interface Outcome {
	readonly service: RunningService;
	/** Of the bad file's org, by REQUEST_ID. */
	readonly arrived: ReadonlyMap<string, ArrivedRecord>;
	/** All REQUEST_IDs in the order of arrival, repetitions included. */
	readonly ids: readonly string[];
	readonly complaints: readonly LogLine[];
}

const OTHER_ORG_ROWS = 20;

/** Publishes the file, a good one after it (`next-1`), and reads both beside another org until all is quiet. */
async function reading(
	content: FileToPublish["content"],
	assert: (outcome: Outcome) => void,
	options: {
		/** Of the listing. */
		length?: number;
		prepare?: (org: SimulatedOrg) => void;
		/** Polls, with the org's clock moved on between them. */
		polls?: number;
		gzip?: boolean;
	} = {},
): Promise<void> {
	await using org = await startEmptyOrg({ gzip: options.gzip ?? true });
	await using other = await startOrg();
	await using backend = await startBackend();
	const at = org.now() - 3_600_000;
	org.publishFile({
		content,
		createdDate: new Date(at),
		...(options.length === undefined ? {} : { length: options.length }),
	});
	org.publishFile({
		content: loginCsv("next-1"),
		createdDate: new Date(at + 1_000),
	});
	options.prepare?.(org);
	await using service = await prepareService({
		orgs: { bad: org, other },
		exporters: { otlp_http: { endpoint: backend.url } },
	});
	for (let poll = 0; poll < (options.polls ?? 1); poll++) {
		await service.runOnce();
		org.advance(2 * 3_600_000);
	}
	await service.stop();

	const otherUids = publishedUids(other);
	const mine = backend.records.filter(
		(record) => !otherUids.has(String(record.attributes["log.record.uid"])),
	);
	const ids = mine.map((record) =>
		String(record.attributes["salesforce.request.id"]),
	);
	expect(backend.records.length - mine.length).toBe(OTHER_ORG_ROWS);
	expect(ids, "the file after it").toContain("next-1");
	assert({
		service,
		arrived: new Map(mine.map((record, index) => [ids[index] ?? "", record])),
		ids,
		complaints: service
			.complaints()
			// The tests move the org's clock.
			.filter(({ msg }) => !msg.startsWith("This machine's clock")),
	});
}

const ROWS_SET_ASIDE = "salesforce_receiver_rows_set_aside";
const CELLS_SET_ASIDE = "salesforce_receiver_cells_set_aside";
const FILES_READ = "salesforce_receiver_files_read";
const FILES_FAILED = "salesforce_receiver_files_failed";
const FILES_LOST = "salesforce_receiver_files_lost";
const BAD = { receiver: "salesforce/bad" };

describe.concurrent("read without a word", () => {
	test.for<[name: string, content: string, ids: string[]]>([
		[
			"line ends of CRLF",
			loginCsv("a", "b").replaceAll("\n", "\r\n"),
			["a", "b"],
		],
		["a byte order mark", `\uFEFF${loginCsv("a", "b")}`, ["a", "b"]],
		[
			"no line end after the last row",
			loginCsv("a", "b").trimEnd(),
			["a", "b"],
		],
		["empty lines", loginCsv("a", "b").replaceAll("\n", "\n\n"), ["a", "b"]],
		[
			"cells without quotes",
			loginCsv("a", "b").replaceAll('"', ""),
			["a", "b"],
		],
		["a header without rows", HEADER, []],
		["no bytes at all", "", []],
	])("%s", async ([, content, ids], { expect }) => {
		await reading(content, (outcome) => {
			expect(outcome.ids).toEqual([...ids, "next-1"]);
			expect(outcome.complaints).toEqual([]);
			expect(outcome.service.total(FILES_READ, BAD)).toBe(2);
			for (const id of ids) {
				expect(outcome.arrived.get(id)).toMatchObject({
					body: expect.stringContaining("ada@example.com"),
					attributes: {
						"user.name": "ada@example.com",
						"client.address": "192.0.2.7",
						"salesforce.run_time_ms": 120n,
					},
				});
			}
		});
	});

	test.for([
		["quotes", 'say "hi"', 'say "hi"'],
		["quotes at both ends", '"quoted"', '"quoted"'],
		["nothing but quotes", '"""', '"""'],
		["line ends", "one\ntwo\r\nthree", "one\ntwo\r\nthree"],
		["separators", "a,b,,c", "a,b,,c"],
	])("cells with %s", async ([, cell = "", value], { expect }) => {
		await reading(
			HEADER + loginLines(loginRow("a", { BROWSER_TYPE: cell }), loginRow("b")),
			({ ids, arrived, complaints }) => {
				expect(ids).toEqual(["a", "b", "next-1"]);
				expect(arrived.get("a")?.attributes).toMatchObject({
					"user_agent.name": value,
				});
				expect(complaints).toEqual([]);
			},
		);
	});

	test("columns in another order, missing, and new ones", async ({
		expect,
	}) => {
		const columns = [
			"NEW_THING",
			...LOGIN_COLUMNS.toReversed().filter((name) => name !== "RUN_TIME"),
		];
		const cells = (id: string) =>
			columns.map((name) =>
				name === "NEW_THING" ? "42" : (loginRow(id) as never)[name],
			);
		await reading(
			csvLine(columns) + csvLine(cells("a")) + csvLine(cells("b")),
			({ ids, arrived, complaints }) => {
				expect(ids).toEqual(["a", "b", "next-1"]);
				const attributes = arrived.get("a")?.attributes;
				expect(attributes).toMatchObject({
					"salesforce.login.new_thing": "42",
					"user.name": "ada@example.com",
				});
				expect(attributes).not.toHaveProperty("salesforce.run_time_ms");
				expect(complaints).toEqual([]);
			},
		);
	});

	test("a cell of 5 MB", async ({ expect }) => {
		const huge = "x".repeat(5_000_000);
		await reading(
			HEADER +
				loginLines(
					loginRow("a"),
					loginRow("b", { BROWSER_TYPE: huge }),
					loginRow("c"),
				),
			({ ids, arrived, service }) => {
				expect(ids.toSorted()).toEqual(["a", "b", "c", "next-1"]);
				expect(arrived.get("b")?.attributes["user_agent.name"]).toBe(huge);
				expect(service.total(ROWS_SET_ASIDE)).toBe(0);
			},
		);
	});
});

describe.concurrent("rows that can't be read are left out, counted and named", () => {
	test.for<[name: string, bad: string, reason: string, words: RegExp]>([
		[
			"too short",
			'"Login","20261123100506.789","x"\n',
			"row_width",
			/row 2 has 3 cells, the header 11/,
		],
		[
			"too long",
			`${loginLines(loginRow("x")).trimEnd()},"more"\n`,
			"row_width",
			/row 2 has 12 cells, the header 11/,
		],
		[
			"with a quote in the middle of a cell",
			loginLines(loginRow("x")).replace("ada@", 'a"da@'),
			"quotes",
			/row 2 has a quote/,
		],
	])("one %s", async ([, bad, reason, words], { expect }) => {
		await reading(
			HEADER + loginLines(loginRow("a")) + bad + loginLines(loginRow("b")),
			({ ids, service, complaints }) => {
				expect(ids).toEqual(["a", "b", "next-1"]);
				expect(service.total(ROWS_SET_ASIDE, { ...BAD, reason })).toBe(1);
				expect(complaints).toHaveLength(1);
				expect(complaints[0]).toMatchObject({
					reason,
					example: expect.stringMatching(words),
					file: expect.stringMatching(/^0AT/),
					"otelcol.component.id": "salesforce/bad",
				});
			},
		);
	});

	test("a quote that is never closed costs its own row only", async ({
		expect,
	}) => {
		const open = loginLines(loginRow("x")).replace(
			'"Mozilla/5.0"',
			'"Mozilla/5.0',
		);
		await reading(
			HEADER +
				loginLines(loginRow("a")) +
				open +
				loginLines(loginRow("b"), loginRow("c")),
			({ ids, service, complaints }) => {
				expect(ids).toEqual(["a", "b", "c", "next-1"]);
				expect(service.total(ROWS_SET_ASIDE, BAD)).toBe(1);
				expect(service.total("otelcol_receiver_failed_log_records", BAD)).toBe(
					1,
				);
				expect(complaints).toHaveLength(1);
			},
		);
	});

	test("a file that ends inside a quote costs its last row only", async ({
		expect,
	}) => {
		const end = '"Login","20261123100506.789","x","00D5e';
		await reading(loginCsv("a", "b") + end, ({ ids, service, complaints }) => {
			expect(ids).toEqual(["a", "b", "next-1"]);
			expect(service.total(ROWS_SET_ASIDE, BAD)).toBe(1);
			expect(complaints).toHaveLength(1);
		});
	});

	test("a row of more than 16 MiB is left out without being held", async ({
		expect,
	}) => {
		await reading(
			HEADER +
				loginLines(
					loginRow("a"),
					loginRow("x", { BROWSER_TYPE: "x".repeat(17 * 2 ** 20) }),
					loginRow("b"),
				),
			({ ids, service, complaints }) => {
				expect(ids).toEqual(["a", "b", "next-1"]);
				expect(
					service.total(ROWS_SET_ASIDE, { ...BAD, reason: "row_too_large" }),
				).toBe(1);
				expect(complaints).toHaveLength(1);
			},
		);
	});
});

describe.concurrent("cells that can't be read cost an attribute, not the row", () => {
	test("bytes that are not UTF-8", async ({ expect }) => {
		const text = loginCsv("a", "b").replace("ada@", "\u00e4da@");
		await reading(
			Buffer.from(text, "latin1"),
			({ ids, arrived, service, complaints }) => {
				expect(ids).toEqual(["a", "b", "next-1"]);
				expect(arrived.get("a")?.attributes["user.name"]).toBe(
					"\uFFFDda@example.com",
				);
				expect(
					service.total(CELLS_SET_ASIDE, {
						...BAD,
						column: "USER_NAME",
						reason: "invalid_utf8",
					}),
				).toBe(1);
				expect(complaints).toHaveLength(1);
			},
		);
	});

	test("numbers and dates that are none", async ({ expect }) => {
		await reading(
			HEADER +
				loginLines(
					loginRow("a", { RUN_TIME: "fast" }),
					loginRow("b", { TIMESTAMP_DERIVED: "yesterday", TIMESTAMP: "?" }),
					loginRow("c"),
				),
			({ ids, arrived, service, complaints }) => {
				expect(ids).toEqual(["a", "b", "c", "next-1"]);
				expect(arrived.get("a")?.attributes).not.toHaveProperty(
					"salesforce.run_time_ms",
				);
				expect(arrived.get("b")?.timeUnixNano).not.toBe(0n);
				const at = (column: string) =>
					service.total(CELLS_SET_ASIDE, { ...BAD, column });
				expect([at("RUN_TIME"), at("TIMESTAMP_DERIVED")]).toEqual([1, 1]);
				// One line for the file, whatever it held.
				expect(complaints).toHaveLength(1);
				expect(JSON.stringify(complaints)).toContain("RUN_TIME");
			},
		);
	});
});

describe.concurrent("a file that is no event log file", () => {
	test.for([
		["a JSON error with status 200", '{"error":"unavailable"}'],
		["a text", "Service is being upgraded.\nPlease come back.\n"],
		["another CSV", '"NAME","AGE"\n"ada","36"\n'],
		["bytes of no format", Buffer.from([0, 255, 254, 10, 0, 1, 34, 7])],
	] as const)("%s is put off and named", async ([, content], { expect }) => {
		await reading(content, ({ ids, service, complaints }) => {
			expect(ids).toEqual(["next-1"]);
			expect(service.total(FILES_FAILED, BAD)).toBeGreaterThan(0);
			expect(service.total(FILES_READ, BAD)).toBe(1);
			expect(complaints[0]).toMatchObject({
				msg: "An event log file could not be read; it is tried again",
				file: expect.stringMatching(/^0AT/),
				error: expect.stringMatching(/CSV header|no event log file/),
			});
		});
	});

	test("a web page with status 200, time after time, is put off until it is a file", {
		// The client repeats its request for some seconds.
		timeout: 40_000,
	}, async ({ expect }) => {
		await reading(
			loginCsv("a", "b"),
			({ ids, service, complaints }) => {
				expect(ids).toEqual(["next-1", "a", "b"]);
				expect(
					service.total(FILES_FAILED, { ...BAD, reason: "html_answer" }),
				).toBe(1);
				expect(service.total(FILES_READ, BAD)).toBe(2);
				expect(complaints.at(-1)).toMatchObject({
					file: expect.stringMatching(/^0AT/),
					code: "html_answer",
					error: expect.stringContaining("Down for Maintenance"),
				});
			},
			{
				polls: 2,
				prepare: (org) =>
					org.intervene({
						on: { endpoint: "log_file", path: firstFile(org) },
						effect: {
							kind: "answer",
							answer: htmlPage(200, "Down for Maintenance"),
						},
						times: 5,
					}),
			},
		);
	});
});

describe.concurrent("a body that is not the whole file", () => {
	/** So much that a good part is decompressed before the end is missed. */
	const ids = Array.from({ length: 4_000 }, (_, index) => `row-${index}`);
	const content = loginCsv(...ids);
	const most = gzipSync(content, { level: constants.Z_BEST_SPEED }).length - 99;
	const onFile = { on: { endpoint: "log_file" as const } };

	function whole({ ids: arrived }: Outcome): void {
		expect(arrived.toSorted()).toEqual([...ids, "next-1"].toSorted());
	}

	test.for(["clean", "disconnect"] as const)(
		"gzip cut off (%s) is read again at once, behind the rows that came",
		async (ending, { expect }) => {
			await reading(
				content,
				(outcome) => {
					whole(outcome);
					const { service, complaints } = outcome;
					expect(complaints).toMatchObject([
						{ code: expect.stringMatching(/truncated_body|connection_failed/) },
					]);
					// A connection that breaks may do so before anything is decompressed.
					if (ending === "clean") {
						expect(service.total(FILES_FAILED, BAD)).toBe(1);
					}
				},
				{
					prepare: (org) =>
						org.intervene({
							...onFile,
							effect: { kind: "truncate", afterBytes: most, ending },
						}),
				},
			);
		},
	);

	test("gzip cut off before the first row is asked for again", async ({
		expect,
	}) => {
		await reading(
			content,
			(outcome) => {
				whole(outcome);
				expect(outcome.complaints).toMatchObject([{ code: "truncated_body" }]);
			},
			{
				prepare: (org) =>
					org.intervene({
						...onFile,
						effect: { kind: "truncate", afterBytes: 20, ending: "clean" },
					}),
			},
		);
	});

	test("gzip cut off every time is put off, and read when it is whole", async ({
		expect,
	}) => {
		await reading(
			content,
			(outcome) => {
				whole(outcome);
				expect(outcome.service.total(FILES_FAILED, BAD)).toBe(3);
				expect(outcome.service.total(FILES_READ, BAD)).toBe(2);
			},
			{
				polls: 2,
				prepare: (org) =>
					org.intervene({
						on: { endpoint: "log_file", path: firstFile(org) },
						effect: { kind: "truncate", afterBytes: most, ending: "clean" },
						times: 3,
					}),
			},
		);
	});

	test("an uncompressed body that ends early, but cleanly, is known by LogFileLength", async ({
		expect,
	}) => {
		await reading(
			content,
			(outcome) => {
				whole(outcome);
				const { service, complaints } = outcome;
				expect(service.total(FILES_FAILED, { ...BAD, reason: "length" })).toBe(
					1,
				);
				expect(service.total(FILES_READ, BAD)).toBe(2);
				expect(complaints).toHaveLength(1);
				expect(complaints[0]).toMatchObject({
					bytes: endOfRow(100),
					announced_bytes: content.length,
				});
			},
			{
				gzip: false,
				polls: 2,
				prepare: (org) =>
					org.intervene({
						on: { endpoint: "log_file", path: firstFile(org) },
						// At the end of a row: nothing in the body itself is wrong.
						effect: {
							kind: "truncate",
							afterBytes: endOfRow(100),
							ending: "clean",
						},
					}),
			},
		);
	});

	test("a LogFileLength that is always too small holds a file back for three polls only", async ({
		expect,
	}) => {
		await reading(
			content,
			(outcome) => {
				whole(outcome);
				expect(outcome.service.total(FILES_READ, BAD)).toBe(2);
			},
			{ length: content.length - 10, polls: 3 },
		);
	});

	test("a file whose end never comes is given up after a while, as lost and not as read", async ({
		expect,
	}) => {
		await reading(
			content,
			(outcome) => {
				whole(outcome);
				const { service } = outcome;
				expect(service.total(FILES_LOST, BAD)).toBe(1);
				expect(service.total(FILES_READ, BAD)).toBe(1);
				expect(service.complaints("never came")).toMatchObject([
					{ level: "error", missing_bytes: 10 },
				]);
			},
			{ length: content.length + 10, polls: 12 },
		);
	});

	function endOfRow(row: number): number {
		return loginCsv(...ids.slice(0, row)).length;
	}
});

function firstFile(org: SimulatedOrg): RegExp {
	return new RegExp(org.ledger()[0]?.id ?? "");
}
