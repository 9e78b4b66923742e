import { expect, test } from "vitest";
import {
	listingSoql,
	parseListedRow,
} from "../../../../../receiver/sources/event-log-file/listing.ts";
import { fieldTypesOf } from "../../../../../receiver/sources/event-log-file/log-file.ts";

const from = Date.UTC(2026, 10, 22);

test("the query names the interval, never an Id, and is ordered as the cursor is", () => {
	expect(
		listingSoql({
			eventTypes: ["Login"],
			interval: "Hourly",
			from,
			intervalColumns: true,
		}),
	).toBe(
		"SELECT Id, EventType, LogDate, CreatedDate, LogFile, LogFileLength, LogFileFieldNames, LogFileFieldTypes, Interval, Sequence FROM EventLogFile WHERE EventType = 'Login' AND Interval = 'Hourly' AND CreatedDate >= 2026-11-22T00:00:00.000Z ORDER BY CreatedDate ASC, Id ASC",
	);
});

test("several event types are one query, and can't break out of it", () => {
	const soql = listingSoql({
		eventTypes: ["ApexExecution", "x' OR Id != '"],
		interval: "Daily",
		from,
		intervalColumns: true,
	});
	expect(soql).toContain("EventType IN ('ApexExecution', 'x\\' OR Id != \\'')");
});

test("every type is asked for without a word about types", () => {
	const soql = listingSoql({
		eventTypes: undefined,
		interval: "Hourly",
		from,
		intervalColumns: true,
	});
	expect(soql).toContain("WHERE Interval = 'Hourly' AND CreatedDate >=");
});

const row = {
	attributes: { type: "EventLogFile" },
	Id: "0AT5j00002LqQTxGAN",
	EventType: "Login",
	CreatedDate: "2023-12-19T21:04:35.000+0000",
	LogDate: "2023-12-18T00:00:00.000+0000",
	LogFile:
		"/services/data/v58.0/sobjects/EventLogFile/0AT5j00002LqQTxGAN/LogFile",
	LogFileLength: 1024.0,
	LogFileFieldNames: "EVENT_TYPE,RUN_TIME,UR",
	LogFileFieldTypes: "String,Number",
	Interval: "Daily",
	Sequence: 0,
};

test("a listed row becomes a file, its times in UTC", () => {
	const listed = parseListedRow(row, "Daily");
	expect(listed).toMatchObject({
		file: {
			id: "0AT5j00002LqQTxGAN",
			createdDate: "2023-12-19T21:04:35.000Z",
			logDate: "2023-12-18T00:00:00.000Z",
			length: 1024,
			sequence: 0,
		},
	});
});

test("a list of names or types that was cut off loses its last entry", () => {
	const listed = parseListedRow(row, "Daily");
	if (!("file" in listed)) throw new Error(listed.problem);
	expect([...fieldTypesOf(listed.file)]).toEqual([["EVENT_TYPE", "String"]]);
	const whole = { ...listed.file, fieldNames: "EVENT_TYPE,RUN_TIME" };
	expect(fieldTypesOf(whole).get("RUN_TIME")).toBe("Number");
});
