import { describe, expect, test } from "vitest";
import { toLongId } from "../../../../simulator/generate/salesforce-id.ts";
import { rawContent } from "../../../../simulator/log-files/file-content.ts";
import type { LogFile } from "../../../../simulator/log-files/log-file.ts";
import { eventLogFileObject } from "../../../../simulator/objects/event-log-file.ts";
import { createCatalog } from "../../../../simulator/soql/object-definition.ts";
import { runQuery } from "../../../../simulator/soql/run-query.ts";
import { SoqlError } from "../../../../simulator/soql/soql-error.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-11-22T00:00:00Z");

function file(
	name: string,
	change: Partial<LogFile> & { hour?: number } = {},
): LogFile {
	const { hour = 0, ...rest } = change;
	return {
		id: toLongId(`0AT5j000000000${name}`),
		eventType: "Login",
		interval: "Hourly",
		sequence: 1,
		logDate: START + hour * HOUR,
		createdDate: START + (hour + 4) * HOUR,
		length: 1000 + hour,
		contentBytes: 0,
		rowCount: undefined,
		content: rawContent(""),
		...rest,
	};
}

const FILES = [
	file("a", { hour: 0 }),
	file("b", { hour: 1 }),
	file("c", { hour: 1, sequence: 2, createdDate: START + 9 * HOUR }),
	file("d", { hour: 2, eventType: "Logout" }),
	file("e", { interval: "Daily", sequence: 0, createdDate: START + 30 * HOUR }),
];

const creator = { Id: "0055j000003rnAhAAI", Name: "Ana", Username: "ana@x.y" };
const catalog = createCatalog([eventLogFileObject(() => FILES, creator)]);

function names(soql: string): string {
	const result = runQuery(soql, catalog, START);
	return result.rows.map((row) => String(row.Id).charAt(14)).join("");
}

const all = "Interval IN ('Hourly','Daily')";

describe("rows", () => {
	test.each([
		// Without a predicate on Interval, Sequence or Id only daily files come.
		["", "e"],
		["WHERE EventType = 'Login'", "e"],
		["WHERE CreatedDate > 2026-11-22T00:00:00Z", "e"],
		["WHERE Interval = 'Hourly'", "abcd"],
		["WHERE Interval = 'Daily'", "e"],
		["WHERE Sequence != 0", "abcd"],
		["WHERE Sequence >= 0", "abcde"],
		["WHERE Sequence = 0", "e"],
		["WHERE Id = '0AT5j000000000a'", "a"],
		["WHERE Id > '0AT5j000000000cGAA'", "de"],
		["WHERE Id IN ('0AT5j000000000aGAA', '0AT5j000000000eGAA')", "ae"],
		["WHERE interval = 'hourly' and eventtype = 'LOGOUT'", "d"],
		["WHERE Interval != 'Hourly'", "e"],
		["WHERE Interval <> 'Hourly'", "e"],
		[`WHERE ${all} AND EventType IN ('Logout','Login')`, "abcde"],
		[`WHERE ${all} AND EventType NOT IN ('Logout')`, "abce"],
		[`WHERE ${all} AND NOT (EventType = 'Login')`, "d"],
		["WHERE Interval = 'Hourly' AND CreatedDate > 2026-11-22T05:00:00Z", "cd"],
		[
			"WHERE Interval = 'Hourly' AND CreatedDate >= 2026-11-22T05:00:00.000+0000",
			"bcd",
		],
		[
			"WHERE Interval = 'Hourly' AND CreatedDate < 2026-11-22T06:00:00+01:00",
			"a",
		],
		[
			"WHERE Interval = 'Hourly' AND (CreatedDate > 2026-11-22T05:00:00Z OR (CreatedDate = 2026-11-22T05:00:00Z AND Id > '0AT5j000000000aGAA'))",
			"bcd",
		],
		["WHERE Interval = 'Hourly' AND LogFileLength >= 1002", "d"],
		["WHERE Interval = 'Hourly' AND IsDeleted = false", "abcd"],
		["WHERE Interval = null", ""],
		["WHERE Interval != null", "abcde"],
		[`WHERE ${all} ORDER BY CreatedDate DESC, Id`, "ecdba"],
		[`WHERE ${all} ORDER BY LogDate ASC NULLS LAST, Sequence DESC`, "aecbd"],
		[`WHERE ${all} ORDER BY CreatedDate LIMIT 2`, "ab"],
		[`WHERE ${all} ORDER BY CreatedDate LIMIT 2 OFFSET 1`, "bd"],
		[`WHERE ${all} AND EventType = 'it\\'s'`, ""],
	])("%s", (rest, expected) => {
		expect(names(`SELECT Id FROM EventLogFile ${rest}`)).toBe(expected);
	});

	test("COUNT() gives a number and no rows", () => {
		const result = runQuery(
			"SELECT COUNT() FROM EventLogFile WHERE Sequence >= 0",
			catalog,
			START,
		);
		expect(result.size).toBe(5);
		expect(result.rows).toEqual([]);
	});
});

test("a record looks as the REST API writes it", () => {
	const result = runQuery(
		"select id, createddate, LogFileLength, LogFile from eventlogfile where id = '0AT5j000000000aGAA'",
		catalog,
		START,
	);
	expect(
		result.toRecord(result.rows[0] as (typeof result.rows)[number], "58.0"),
	).toEqual({
		attributes: {
			type: "EventLogFile",
			url: "/services/data/v58.0/sobjects/EventLogFile/0AT5j000000000aGAA",
		},
		Id: "0AT5j000000000aGAA",
		CreatedDate: "2026-11-22T04:00:00.000+0000",
		LogFileLength: 1000,
		LogFile:
			"/services/data/v58.0/sobjects/EventLogFile/0AT5j000000000aGAA/LogFile",
	});
});

describe("refusals", () => {
	const refusal = (soql: string) => {
		try {
			runQuery(soql, catalog, START);
		} catch (error) {
			if (error instanceof SoqlError) return error;
			throw error;
		}
		throw new Error("It was not refused.");
	};

	test.each([
		["SELECT Id FORM EventLogFile", "MALFORMED_QUERY", "token: 'FORM'"],
		["SELECT Id FROM", "MALFORMED_QUERY", "token: '<EOF>'"],
		["SELECT Id, FROM EventLogFile", "MALFORMED_QUERY", "'EventLogFile'"],
		["SELECT Id FROM EventLogFile WHERE", "MALFORMED_QUERY", "<EOF>"],
		[
			"SELECT Id FROM EventLogFile WHERE Sequence = 1 AND Sequence = 2 OR Id = 'x'",
			"MALFORMED_QUERY",
			"'OR'",
		],
		[
			"SELECT Id FROM EventLogFile WHERE EventType = 'Login",
			"MALFORMED_QUERY",
			"string literal",
		],
		// What is left of a plus sign that was not escaped in the URL.
		[
			"SELECT Id FROM EventLogFile WHERE CreatedDate > 2026-11-22T00:00:00 0000",
			"MALFORMED_QUERY",
			"unexpected token",
		],
		[
			"SELECT Id FROM EventLogFile WHERE EventType = Login",
			"MALFORMED_QUERY",
			"'Login'",
		],
		["SELECT Id FROM EventLogFile LIMIT x", "MALFORMED_QUERY", "'x'"],
		["SELECT Id FROM Nothing", "INVALID_TYPE", "sObject type 'Nothing'"],
		["SELECT Colour FROM EventLogFile", "INVALID_FIELD", "column 'Colour'"],
		[
			"SELECT Colour.Name FROM EventLogFile",
			"INVALID_FIELD",
			"relationship 'Colour'",
		],
		[
			"SELECT Id FROM EventLogFile WHERE LogFileFieldNames = 'A'",
			"INVALID_FIELD",
			"field 'LogFileFieldNames' can not be filtered in a query call",
		],
		[
			"SELECT Id FROM EventLogFile ORDER BY LogFile",
			"INVALID_FIELD",
			"can not be sorted",
		],
		[
			"SELECT Id FROM EventLogFile WHERE CreatedDate > '2026-11-22T00:00:00Z'",
			"INVALID_FIELD",
			"must be of type dateTime and should not be enclosed in quotes",
		],
		[
			"SELECT Id FROM EventLogFile WHERE Interval = 5",
			"INVALID_FIELD",
			"should be enclosed in quotes",
		],
		[
			"SELECT Id FROM EventLogFile WHERE Id = 'x'",
			"INVALID_QUERY_FILTER_OPERATOR",
			"invalid ID field: x",
		],
	])("%s", (soql, errorCode, message) => {
		const error = refusal(soql);
		expect(error.errorCode).toBe(errorCode);
		expect(error.message).toContain(message);
	});

	test("the message shows the place", () => {
		expect(refusal("SELECT Id, Colour FROM EventLogFile").message).toBe(
			"\nSELECT Id, Colour FROM EventLogFile\n           ^\nERROR at Row:1:Column:12\nNo such column 'Colour' on entity 'EventLogFile'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
		);
	});
});
