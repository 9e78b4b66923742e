// What a published row of an Apex event log file has to look like when it arrives.

import type { Attributes } from "./collected-record.ts";
import {
	byException,
	byRequestStatus,
	byStatusCode,
	DB_NANOSECONDS,
	EXCEPTION_OF_MESSAGE,
	type FileOracle,
	firstFailure,
	HTTP,
} from "./expected-columns.ts";
import { uri } from "./expected-login.ts";
import {
	bool,
	code,
	double,
	failure,
	id,
	integer,
	names,
	nothing,
	type Rule,
	SUCCESS,
	text,
} from "./expected-rule.ts";

/** `Class.method`; pages and the like are no functions. */
const ENTRY_POINT: Rule = (cell) => ({
	"salesforce.apex.entry_point": cell,
	"code.function.name": /^[A-Z]\w*(\.[A-Z]\w*)+$/i.test(cell) ? cell : "",
});

const EXEC_TIME = integer("salesforce.apex.exec_time_ms");

/** Without credentials, and without the values of what looks like a secret. */
function calledUrl(cell: string): Attributes {
	const url = cell
		.replace(/\/\/[^/@]*@/, "//REDACTED:REDACTED@")
		.replace(/\b(api_key|access_token)=[^&]*/g, "$1=REDACTED");
	return {
		"url.full": url,
		"server.address": /^https?:/.test(cell) ? new URL(cell).hostname : "",
	};
}

const QUIDDITIES = {
	BA: "Batch Apex start",
	C: "Scheduled Apex",
	F: "Future",
	H: "Apex REST",
	I: "Invocable Action",
	L: "Lightning",
	M: "Remote Action",
	Q: "Queueable",
	R: "Synchronous",
	S: "Query Locator Batch",
	V: "Visualforce",
	W: "SOAP Web Service",
	X: "Execute Anonymous",
};

const external = (name: string) => `salesforce.apex.external.${name}`;

export const APEX_ORACLES: Readonly<Record<string, FileOracle>> = {
	ApexExecution: {
		eventName: "salesforce.apex.execution",
		duration: "EXEC_TIME",
		columns: {
			ENTRY_POINT,
			QUIDDITY: code("salesforce.apex.quiddity", QUIDDITIES),
			EXEC_TIME,
			CALLOUT_TIME: integer("salesforce.apex.callout_time_ms"),
			NUMBER_SOQL_QUERIES: integer("salesforce.apex.soql_queries"),
			IS_LONG_RUNNING_REQUEST: bool("salesforce.apex.long_running"),
		},
	},
	ApexCallout: {
		eventName: "salesforce.apex.callout",
		duration: "TIME",
		outcome: (cell) =>
			firstFailure(
				cell("STATUS_CODE") === "" ? undefined : byStatusCode(cell),
				cell("SUCCESS") === "1" ? SUCCESS : failure("ERROR", "callout_failed"),
			),
		columns: {
			...HTTP,
			URL: calledUrl,
			TYPE: text("salesforce.apex.callout.type"),
			TIME: integer("salesforce.apex.callout.time_ms"),
			SUCCESS: nothing,
		},
	},
	ApexTrigger: {
		eventName: "salesforce.apex.trigger",
		duration: "EXEC_TIME",
		outcome: byRequestStatus("WARN"),
		columns: {
			TRIGGER_NAME: text("salesforce.apex.trigger.name"),
			TRIGGER_TYPE: text("salesforce.apex.trigger.type"),
			TRIGGER_ID: id("salesforce.apex.trigger.id"),
			EXEC_TIME,
		},
	},
	ApexRestApi: {
		eventName: "salesforce.apex.rest_api",
		duration: "RUN_TIME",
		outcome: (cell) =>
			firstFailure(
				byStatusCode(cell),
				byException(cell),
				byRequestStatus("WARN")(cell),
			),
		columns: {
			...HTTP,
			DB_TOTAL_TIME: DB_NANOSECONDS,
			EXCEPTION_MESSAGE: EXCEPTION_OF_MESSAGE,
		},
	},
	ApexSoap: {
		eventName: "salesforce.apex.soap",
		duration: "RUN_TIME",
		outcome: byRequestStatus("WARN"),
		columns: {
			// Together, below.
			CLASS_NAME: nothing,
			METHOD_NAME: nothing,
			QUERY: text("db.query.text"),
			LIMIT_USAGE_PERCENT: double("salesforce.apex.limit_usage_percent"),
		},
	},
	ApexUnexpectedException: {
		eventName: "salesforce.apex.unexpected_exception",
		outcome: (cell) => failure("ERROR", cell("EXCEPTION_TYPE")),
		columns: {
			EXCEPTION_TYPE: text("exception.type"),
			STACK_TRACE: (cell) => ({
				"exception.stacktrace": cell,
				"code.function.name":
					/^Class\.(\w+\.[\w.]+): line/.exec(cell)?.[1] ?? "",
			}),
			EXCEPTION_CATEGORY: text("salesforce.apex.exception.category"),
		},
	},
	ExternalCustomApexCallout: {
		eventName: "salesforce.apex.external_callout",
		duration: "TOTAL_MS",
		outcome: (cell) =>
			cell("STATUS") === "1" ? SUCCESS : failure("ERROR", "callout_failed"),
		columns: {
			STATUS: nothing,
			ENTITY: names,
			TOTAL_MS: integer(external("total_time_ms")),
			EXECUTE_MS: integer(external("execute_time_ms")),
			FETCH_MS: integer(external("fetch_time_ms")),
			ACTION: text(external("action")),
			FILTER: text(external("filter")),
			LIMIT: integer(external("limit")),
			OFFSET: integer(external("offset")),
			ORDERBY: text(external("orderby")),
			SELECT: text(external("select")),
			SUBQUERIES: text(external("subqueries")),
			ROWS: integer(external("rows"), "-1"),
			ROWS_FETCHED: integer(external("rows_fetched"), "-1"),
			THROUGHPUT: double(external("throughput")),
			MESSAGE: text(external("message")),
		},
	},
	ConcurrentLongRunningApexLimit: {
		eventName: "salesforce.apex.concurrent_long_running_limit",
		outcome: () => failure("WARN", "concurrent_long_running_limit"),
		columns: {
			REQUEST_URI: (cell) => uri(cell),
			NUMBER_REQUESTS: integer("salesforce.apex.limit.requests"),
			REQUESTS_LIMIT: integer("salesforce.apex.limit.max_requests"),
		},
	},
	QueuedExecution: {
		eventName: "salesforce.apex.queued_execution",
		duration: "RUN_TIME",
		outcome: byRequestStatus("ERROR"),
		columns: {
			DB_TOTAL_TIME: DB_NANOSECONDS,
			ENTRY_POINT,
			JOB_ID: id("salesforce.apex.job_id"),
		},
	},
};
