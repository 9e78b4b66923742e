import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
	type ConvertFileOptions,
	convertFile,
} from "../../../../cli/convert/convert-file.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");
const ORGANIZATION = "00D5j00000DgAYG";
const ORGANIZATION_18 = "00D5j00000DgAYGEA3";

let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-convert-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
});

async function converted(
	file: string,
	options: Partial<ConvertFileOptions> = {},
) {
	const records: LogRecord[] = [];
	const counts = await convertFile(file, {
		instanceUrl: undefined,
		organizationId: ORGANIZATION,
		includeOriginal: false,
		async write(part) {
			records.push(...part);
			return true;
		},
		onRead() {},
		...options,
	});
	return { records, counts };
}

function written(content: string | Uint8Array): string {
	const file = join(directory, "input");
	writeFileSync(file, content);
	return file;
}

/** The record that the row of the same name has to become. */
function golden(name: string) {
	const file = join(FIXTURES, "events", `${name}.record.json`);
	return JSON.parse(readFileSync(file, "utf8"));
}

function plain(record: LogRecord | undefined) {
	if (record === undefined) return undefined;
	const [seconds, nanoseconds] = record.hrTime;
	return {
		time: new Date(seconds * 1000 + nanoseconds / 1e6).toISOString(),
		eventName: record.eventName,
		severity: record.severityText,
		body: record.body,
		attributes: { ...record.attributes },
	};
}

const object = (name: string) => join(FIXTURES, "objects", name);

const NO_PROBLEM = {
	rowsSetAside: 0,
	cellsSetAside: 0,
	problems: [],
};

describe("rows of objects", () => {
	test("as `sf data query --json` writes them, with fields of related rows", async () => {
		const file = object("setup-audit-trail.sf.json");
		const { records, counts } = await converted(file);
		expect(counts).toEqual({ file, rows: 2, records: 2, ...NO_PROBLEM });
		expect(plain(records[0])).toEqual(golden("SetupAuditTrail"));
		// Nobody may see who the automated process is.
		expect(records[1]?.attributes).toMatchObject({
			"log.record.uid": "0Ym5j000019nwooCAA",
			"user.id": "0055j00000AT6I2AAL",
			"salesforce.setup.namespace_prefix": "acme_quote",
		});
		expect(records[1]?.attributes).not.toHaveProperty("user.name");
	});

	test("as the REST API answers, on one line", async () => {
		const { records, counts } = await converted(
			object("login-event.rest.json"),
		);
		expect(counts).toMatchObject({ rows: 2, records: 2, ...NO_PROBLEM });
		expect(plain(records[0])).toEqual(golden("LoginEvent"));
		expect(records[1]).toMatchObject({
			eventName: "salesforce.login",
			severityText: "WARN",
		});
	});

	test("a row a line, each of its own object", async () => {
		const { records, counts } = await converted(object("rows.jsonl"));
		expect(counts).toMatchObject({ rows: 3, records: 3, ...NO_PROBLEM });
		expect(plain(records[0])).toEqual(golden("LoginHistory"));
		expect(plain(records[1])).toEqual(golden("LogoutEvent"));
		expect(records[2]).toMatchObject({ eventName: "salesforce.api_event" });
	});

	test("in an array", async () => {
		const { records } = await converted(object("array.json"));
		expect(plain(records[0])).toEqual(golden("LoginAsEvent"));
	});

	test("compressed, and behind a byte order mark and white space", async () => {
		const text = readFileSync(object("login-event.rest.json"), "utf8");
		const { counts } = await converted(
			written(gzipSync(`\ufeff\r\n  ${text}`)),
		);
		expect(counts).toMatchObject({ records: 2, ...NO_PROBLEM });
	});

	test("carry the organization of the option, and their own where a row tells it", async () => {
		const row = { attributes: { type: "ApiEvent" }, EventIdentifier: "a" };
		const file = written(
			[row, { ...row, OrganizationId: "00D000000000001" }]
				.map((each) => JSON.stringify(each))
				.join("\n"),
		);
		const { records } = await converted(file);
		expect(
			records.map(
				({ resource }) => resource.attributes["salesforce.organization.id"],
			),
		).toEqual([ORGANIZATION_18, "00D000000000001EAA"]);
	});

	test("without an organization say so, and claim none", async () => {
		const { records, counts } = await converted(object("rows.jsonl"), {
			organizationId: undefined,
		});
		expect(records[0]?.resource.attributes).toEqual({
			"service.name": "salesforce",
		});
		expect(counts.problems).toEqual([
			expect.stringContaining("--organization-id"),
		]);
	});

	test("that are equal and have no identifier are different events", async () => {
		const row = JSON.stringify({
			attributes: { type: "Strange__c" },
			CreatedDate: "2026-03-02T10:15:30.000+0000",
		});
		const { records } = await converted(written(`${row}\n${row}\n`));
		const uids = records.map(({ attributes }) => attributes["log.record.uid"]);
		expect(new Set(uids).size).toBe(2);
	});

	test("keep the row as it came if asked to", async () => {
		const { records } = await converted(object("array.json"), {
			includeOriginal: true,
		});
		expect(
			JSON.parse(String(records[0]?.attributes["log.record.original"])),
		).toMatchObject({ DelegatedUsername: expect.any(String) });
	});
});

describe("JSON that is something else", () => {
	test("is told by its line, and the others are read", async () => {
		const good = JSON.stringify({
			attributes: { type: "ApiEvent" },
			EventDate: "2026-03-02T10:15:30.000+0000",
		});
		const { counts } = await converted(
			written(`${good}\n{"a": 1}\n{"records": [{}]}\n{"cut\n${good}`),
		);
		expect(counts).toMatchObject({ rows: 5, records: 2, rowsSetAside: 3 });
		expect(counts.problems).toEqual([
			expect.stringMatching(/^line 2: neither an answer to a query/),
			expect.stringMatching(/^line 3, row 1: not a row of an object/),
			expect.stringMatching(/^line 4: not JSON/),
		]);
	});

	test("is the failure of a query, in its words", async () => {
		const { counts } = await converted(
			written(
				JSON.stringify(
					{ status: 1, name: "INVALID_FIELD", message: "No such column" },
					null,
					2,
				),
			),
		);
		expect(counts).toMatchObject({ records: 0, rowsSetAside: 1 });
		expect(counts.problems).toEqual([
			"the answer: the query had failed: No such column",
		]);
	});

	test("is a text that was cut off", async () => {
		const text = readFileSync(object("setup-audit-trail.sf.json"), "utf8");
		const { counts } = await converted(written(text.slice(0, 500)));
		expect(counts).toMatchObject({ records: 0 });
		expect(counts.failure).toMatch(/^not JSON/);
	});

	test("is one page of several", async () => {
		const { counts } = await converted(
			written('{"done": false, "totalSize": 4000, "records": []}'),
		);
		expect(counts.problems).toEqual([expect.stringContaining("further pages")]);
	});
});

describe("an event log file of several types in one", () => {
	const header =
		"EVENT_TYPE,TIMESTAMP_DERIVED,ORGANIZATION_ID,LOGIN_STATUS,URI";
	const time = "2026-03-02T10:15:30.000Z";

	test("gives each row the shape of its own type and organization", async () => {
		const { records, counts } = await converted(
			written(
				[
					header,
					`Login,${time},${ORGANIZATION},LOGIN_NO_ERROR,`,
					`URI,${time},${ORGANIZATION},,/home`,
					`Login,${time},${ORGANIZATION},LOGIN_NO_ERROR,`,
					`Login,${time},00D000000000001,LOGIN_NO_ERROR,`,
				].join("\n"),
			),
		);
		expect(counts).toMatchObject({ rows: 4, records: 4, ...NO_PROBLEM });
		expect(records.map(({ eventName }) => eventName)).toEqual([
			"salesforce.login",
			"salesforce.uri",
			"salesforce.login",
			"salesforce.login",
		]);
		expect(new Set(records.map(({ resource }) => resource)).size).toBe(2);
		const uids = records.map(({ attributes }) => attributes["log.record.uid"]);
		expect(new Set(uids).size).toBe(4);
	});

	test("sets a row without a type aside", async () => {
		const { counts } = await converted(
			written(
				`${header}\nLogin,${time},${ORGANIZATION},,\n,${time},${ORGANIZATION},,\n`,
			),
		);
		expect(counts).toMatchObject({
			rows: 2,
			records: 1,
			rowsSetAside: 1,
			problems: ["rows without an EVENT_TYPE"],
		});
	});

	test.each(["ApexCallout", "ApexUnexpectedException", "Logout", "URI"])(
		"or of %s alone, is told by its rows",
		async (name) => {
			const { records } = await converted(
				join(FIXTURES, "events", `${name}.csv`),
			);
			expect(plain(records[0])).toEqual(golden(name));
		},
	);
});

test("an input that can't be opened is told, and is not the end", async () => {
	const { counts } = await converted(join(directory, "missing.json"));
	expect(counts.failure).toContain("ENOENT");
});
