// Apex code that ran, waited or was refused: ApexExecution, ApexTrigger,
// QueuedExecution, ConcurrentLongRunningApexLimit.

import { QUIDDITIES } from "../codes/quiddity.ts";
import type { BodyPart, EventTable, Rule } from "../table.ts";
import { byUser, dbTotalTime, duration, requestStatus } from "./common.ts";

/** `Class.method`; `VF- /apex/Page` and the like are no functions. */
const ENTRY_POINT: readonly Rule[] = [
	{
		columns: ["ENTRY_POINT"],
		as: "match",
		pattern: /^([A-Za-z]\w*(?:\.[A-Za-z]\w*)+)$/,
		attribute: "code.function.name",
	},
	{
		columns: ["ENTRY_POINT"],
		as: "string",
		attribute: "salesforce.apex.entry_point",
	},
];

const EXEC_TIME: Rule = {
	columns: ["EXEC_TIME"],
	as: "milliseconds",
	attribute: "salesforce.apex.exec_time_ms",
};

const EXECUTION: readonly BodyPart[] = [
	"Apex",
	{
		before: " ",
		attributes: ["salesforce.apex.entry_point", "salesforce.apex.quiddity"],
		otherwise: " code",
	},
	" ran",
	duration(" for "),
	byUser(" for user "),
	{
		attribute: "salesforce.apex.long_running",
		is: true,
		text: " (long-running)",
		otherwise: "",
	},
];

export const APEX_EXECUTION: EventTable = {
	eventType: "ApexExecution",
	eventName: "salesforce.apex.execution",
	brief: "Apex code ran",
	duration: "salesforce.apex.exec_time_ms",
	body: { success: EXECUTION, failure: EXECUTION, neutral: EXECUTION },
	rules: [
		dbTotalTime("ms"),
		...ENTRY_POINT,
		{
			columns: ["QUIDDITY"],
			as: "code",
			codes: QUIDDITIES,
			attribute: "salesforce.apex.quiddity",
		},
		EXEC_TIME,
		{
			columns: ["CALLOUT_TIME"],
			as: "milliseconds",
			attribute: "salesforce.apex.callout_time_ms",
		},
		{
			columns: ["NUMBER_SOQL_QUERIES"],
			as: "integer",
			attribute: "salesforce.apex.soql_queries",
		},
		{
			columns: ["IS_LONG_RUNNING_REQUEST"],
			as: "boolean",
			attribute: "salesforce.apex.long_running",
		},
	],
};

const TRIGGER: readonly BodyPart[] = [
	"Apex trigger",
	{
		before: " ",
		attributes: ["salesforce.apex.trigger.name", "salesforce.apex.trigger.id"],
	},
	{ before: " (", attributes: ["salesforce.apex.trigger.type"], after: ")" },
	{
		before: " on ",
		attributes: ["salesforce.entity.name", "salesforce.entity.names"],
	},
];

export const APEX_TRIGGER: EventTable = {
	eventType: "ApexTrigger",
	eventName: "salesforce.apex.trigger",
	brief: "An Apex trigger ran",
	outcome: [requestStatus("WARN")],
	// RUN_TIME is always empty.
	duration: "salesforce.apex.exec_time_ms",
	body: {
		success: [...TRIGGER, " ran", duration(" for "), byUser(" for user ")],
		failure: [
			...TRIGGER,
			" ran",
			duration(" for "),
			byUser(" for user "),
			" in a request that failed",
			{ before: ": ", attributes: [], reason: true },
		],
		neutral: [...TRIGGER, " ran", duration(" for "), byUser(" for user ")],
	},
	rules: [
		dbTotalTime("ms"),
		{
			columns: ["TRIGGER_NAME"],
			as: "string",
			attribute: "salesforce.apex.trigger.name",
		},
		{
			columns: ["TRIGGER_TYPE"],
			as: "string",
			attribute: "salesforce.apex.trigger.type",
		},
		{
			columns: ["TRIGGER_ID"],
			as: "id18",
			attribute: "salesforce.apex.trigger.id",
		},
		EXEC_TIME,
	],
};

const QUEUED: readonly BodyPart[] = [
	"Queued Apex",
	{
		before: " ",
		attributes: ["salesforce.apex.entry_point", "salesforce.apex.job_id"],
	},
];

export const QUEUED_EXECUTION: EventTable = {
	eventType: "QueuedExecution",
	eventName: "salesforce.apex.queued_execution",
	brief: "A queued job, e.g. a batch, ran",
	// Nobody waits for a job and sees that it failed.
	outcome: [requestStatus("ERROR")],
	duration: "salesforce.run_time_ms",
	body: {
		success: [...QUEUED, " ran", duration(" for "), byUser(" for user ")],
		failure: [
			...QUEUED,
			" failed",
			duration(" after "),
			byUser(" for user "),
			{ before: ": ", attributes: [], reason: true },
		],
		neutral: [...QUEUED, " ran", duration(" for "), byUser(" for user ")],
	},
	rules: [
		dbTotalTime("ns"),
		...ENTRY_POINT,
		{
			columns: ["JOB_ID"],
			as: "id18",
			attribute: "salesforce.apex.job_id",
		},
	],
};

const LIMIT: readonly BodyPart[] = [
	"Limit of concurrent long-running Apex requests reached",
	byUser(" for "),
	{ before: " on ", attributes: ["url.path", "salesforce.uri.original"] },
	{ before: ": ", attributes: ["salesforce.apex.limit.requests"] },
	{ before: " of ", attributes: ["salesforce.apex.limit.max_requests"] },
];

export const CONCURRENT_LONG_RUNNING_APEX_LIMIT: EventTable = {
	eventType: "ConcurrentLongRunningApexLimit",
	eventName: "salesforce.apex.concurrent_long_running_limit",
	brief:
		"A request was refused because too many long-running ones were in progress",
	outcome: [
		{
			by: "always",
			severity: "WARN",
			otherwise: "concurrent_long_running_limit",
		},
	],
	body: { success: LIMIT, failure: LIMIT, neutral: LIMIT },
	rules: [
		{
			columns: ["REQUEST_URI"],
			as: "uri",
			path: "url.path",
			query: "url.query",
			original: "salesforce.uri.original",
		},
		{
			columns: ["NUMBER_REQUESTS"],
			as: "integer",
			attribute: "salesforce.apex.limit.requests",
		},
		{
			columns: ["REQUESTS_LIMIT"],
			as: "integer",
			attribute: "salesforce.apex.limit.max_requests",
		},
	],
};
