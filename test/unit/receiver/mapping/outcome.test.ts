// What rows tell of success and failure: outcome, error.type, severity, reason.

import { expect, test } from "vitest";
import { mapRow, type Row } from "./record-context.ts";

const TIME = { TIMESTAMP: "20231218054831.655" };

/** Event type, cells, outcome, error.type, severity. */
const CASES: readonly [
	string,
	Row,
	string | undefined,
	string | undefined,
	string,
][] = [
	[
		"ApexCallout",
		{ SUCCESS: "1", STATUS_CODE: "200" },
		"success",
		undefined,
		"INFO",
	],
	["ApexCallout", { SUCCESS: "1" }, "success", undefined, "INFO"],
	["ApexCallout", { SUCCESS: "0" }, "failure", "callout_failed", "ERROR"],
	[
		"ApexCallout",
		{ SUCCESS: "0", STATUS_CODE: "-1" },
		"failure",
		"callout_failed",
		"ERROR",
	],
	[
		"ApexCallout",
		{ SUCCESS: "1", STATUS_CODE: "404" },
		"failure",
		"404",
		"WARN",
	],
	[
		"ApexCallout",
		{ SUCCESS: "1", STATUS_CODE: "503" },
		"failure",
		"503",
		"ERROR",
	],
	["ApexCallout", {}, undefined, undefined, "INFO"],
	["ExternalCustomApexCallout", { STATUS: "1" }, "success", undefined, "INFO"],
	[
		"ExternalCustomApexCallout",
		{ STATUS: "0" },
		"failure",
		"callout_failed",
		"ERROR",
	],
	[
		"ExternalCustomApexCallout",
		{ STATUS: "" },
		"failure",
		"callout_failed",
		"ERROR",
	],
	["ExternalCustomApexCallout", {}, undefined, undefined, "INFO"],
	[
		"ApexRestApi",
		{ STATUS_CODE: "301", REQUEST_STATUS: "R" },
		"success",
		undefined,
		"INFO",
	],
	[
		"ApexRestApi",
		{ STATUS_CODE: "500", REQUEST_STATUS: "F" },
		"failure",
		"500",
		"ERROR",
	],
	["ApexRestApi", { REQUEST_STATUS: "F" }, "failure", "failure", "WARN"],
	[
		"ApexRestApi",
		{ REQUEST_STATUS: "A" },
		"failure",
		"authorization_error",
		"WARN",
	],
	["ApexRestApi", { REQUEST_STATUS: "U" }, undefined, undefined, "INFO"],
	[
		"ApexRestApi",
		{ STATUS_CODE: "200", EXCEPTION_MESSAGE: "System.NullPointerException: x" },
		"failure",
		"System.NullPointerException",
		"ERROR",
	],
	[
		"API",
		{ EXCEPTION_MESSAGE: "startDate is wrong" },
		"failure",
		"_OTHER",
		"ERROR",
	],
	["ApexTrigger", { REQUEST_STATUS: "Success" }, "success", undefined, "INFO"],
	["QueuedExecution", { REQUEST_STATUS: "F" }, "failure", "failure", "ERROR"],
	[
		"ApexUnexpectedException",
		{ EXCEPTION_TYPE: "System.DmlException" },
		"failure",
		"System.DmlException",
		"ERROR",
	],
	[
		"ApexUnexpectedException",
		{ EXCEPTION_CATEGORY: "LimitException: CpuTime" },
		"failure",
		"LimitException: CpuTime",
		"ERROR",
	],
	["ApexUnexpectedException", {}, "failure", "_OTHER", "ERROR"],
	[
		"ConcurrentLongRunningApexLimit",
		{},
		"failure",
		"concurrent_long_running_limit",
		"WARN",
	],
	[
		"ApexExecution",
		{ IS_LONG_RUNNING_REQUEST: "1" },
		undefined,
		undefined,
		"INFO",
	],
	["BulkApi2", { JOB_STATUS: "InProgress" }, undefined, undefined, "INFO"],
	["BulkApi2", { JOB_STATUS: "JobComplete" }, "success", undefined, "INFO"],
	["FlowExecution", { REQUEST_STATUS: "N" }, "failure", "not_found", "WARN"],
];

test.each(CASES)(
	"%s with %j: %s %s %s",
	(eventType, row, outcome, errorType, severity) => {
		const { record } = mapRow({ ...TIME, ...row }, eventType);

		expect(record.attributes["salesforce.event.outcome"]).toBe(outcome);
		expect(record.attributes["error.type"]).toBe(errorType);
		expect(record.severityText).toBe(severity);
	},
);

test("a body gives the first line of a long reason", () => {
	const { record } = mapRow(
		{ ...TIME, EXCEPTION_TYPE: "A", EXCEPTION_MESSAGE: "one\ntwo" },
		"ApexUnexpectedException",
	);

	expect(record.body).toBe("Unexpected Apex exception A: one");
	expect(record.attributes["exception.message"]).toBe("one\ntwo");
});
