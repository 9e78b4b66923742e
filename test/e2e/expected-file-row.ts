// What a published row of an event log file has to look like when it arrives, for
// every event type but Login (expected-login.ts). Written from the description of the
// record alone; it imports nothing of the product.

import type { Attributes } from "./collected-record.ts";
import {
	addresses,
	agent,
	type ExpectedRecord,
	id18,
	nanoseconds,
	type PublishedRow,
	REQUEST_STATUSES,
	traceId,
	uri,
	withoutEmpty,
} from "./expected-login.ts";
import {
	all,
	bool,
	code,
	double,
	failure,
	fromNanoseconds,
	id,
	integer,
	list,
	names,
	nothing,
	type Outcome,
	outcomeAttributes,
	type Rule,
	SEVERITY_NUMBERS,
	SUCCESS,
	text,
} from "./expected-rule.ts";

type Cell = (column: string) => string;

interface FileOracle {
	readonly eventName: string;
	/** Beside the common ones, which they win over. */
	readonly columns: Readonly<Record<string, Rule>>;
	readonly outcome?: (cell: Cell) => Outcome | undefined;
	/** The column that tells how long it took. */
	readonly duration?: string;
}

export const SESSION_LEVELS = {
	"1": "standard",
	"10": "high_assurance",
	LOW: "low",
	STANDARD: "standard",
	HIGH_ASSURANCE: "high_assurance",
};
/** A for automated processes, S for people. */
const USER_TYPES = { A: "Automated Process", S: "Standard" };
const AGENT_NAMES: Readonly<Record<string, string>> = {
	"100": "Internet Explorer",
	"110": "Firefox",
	"130": "Chrome",
	"140": "Safari",
};

const agentOrCode: Rule = (cell) => ({
	...agent(cell),
	...(/^\d+$/.test(cell)
		? { "user_agent.name": AGENT_NAMES[cell.slice(0, 3)] ?? "" }
		: {}),
});

const COMMON: Readonly<Record<string, Rule>> = {
	EVENT_TYPE: text("salesforce.event.type"),
	TIMESTAMP: nothing,
	TIMESTAMP_DERIVED: nothing,
	// An attribute of the resource.
	ORGANIZATION_ID: nothing,
	// Of several columns together, below.
	USER_ID: nothing,
	USER_ID_DERIVED: nothing,
	CLIENT_IP: nothing,
	SOURCE_IP: nothing,
	REQUEST_ID: text("salesforce.request.id"),
	USER_NAME: text("user.name"),
	USER_TYPE: code("salesforce.user.type", USER_TYPES),
	SESSION_KEY: text("session.id"),
	LOGIN_KEY: text("salesforce.login.key"),
	SESSION_LEVEL: code("salesforce.session.level", SESSION_LEVELS),
	BROWSER_TYPE: agentOrCode,
	USER_AGENT: agentOrCode,
	URI: (cell) => uri(cell),
	URI_ID_DERIVED: id("salesforce.uri.id"),
	API_TYPE: text("salesforce.api.type"),
	API_VERSION: text("salesforce.api.version", "9998.0"),
	CLIENT_NAME: text("salesforce.api.client_name"),
	REQUEST_STATUS: code("salesforce.request.status", REQUEST_STATUSES),
	ENTITY_NAME: names,
	EXCEPTION_MESSAGE: text("exception.message"),
	RUN_TIME: integer("salesforce.run_time_ms"),
	CPU_TIME: integer("salesforce.cpu_time_ms"),
	DB_TOTAL_TIME: integer("salesforce.db.total_time_ms"),
	DB_CPU_TIME: integer("salesforce.db.cpu_time_ms"),
	DB_BLOCKS: integer("salesforce.db.blocks"),
	ROWS_PROCESSED: integer("salesforce.db.rows_processed", "-1"),
	NUMBER_FIELDS: integer("salesforce.db.fields", "-1"),
	BOT_IDENTIFIER: text("salesforce.agent.bot_id"),
	BOT_SESSION_IDENTIFIER: text("salesforce.agent.bot_session_id"),
	PLANNER_IDENTIFIER: text("salesforce.agent.planner_id"),
};

const DB_NANOSECONDS: Rule = fromNanoseconds("salesforce.db.total_time_ms");

const HTTP: Readonly<Record<string, Rule>> = {
	METHOD: text("http.request.method"),
	STATUS_CODE: integer("http.response.status_code", "-1", "0"),
	REQUEST_SIZE: integer("http.request.size", "-1"),
	RESPONSE_SIZE: integer("http.response.size", "-1"),
	MEDIA_TYPE: list("http.response.header.content-type"),
};

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

function byRequestStatus(severity: "WARN" | "ERROR") {
	return (cell: Cell): Outcome | undefined => {
		const status = cell("REQUEST_STATUS");
		if (status === "S" || status === "R") return SUCCESS;
		const type = REQUEST_STATUSES[status];
		return "FAN".includes(status) && type !== undefined
			? failure(severity, type)
			: undefined;
	};
}

function byStatusCode(cell: Cell): Outcome | undefined {
	const status = Number(cell("STATUS_CODE"));
	if (status < 100) return undefined;
	if (status < 400) return SUCCESS;
	return failure(status < 500 ? "WARN" : "ERROR", String(status));
}

/** The first that failed, else one that succeeded. */
function firstFailure(...outcomes: readonly (Outcome | undefined)[]) {
	return (
		outcomes.find((outcome) => outcome?.failed) ??
		outcomes.find((outcome) => outcome !== undefined)
	);
}

const external = (name: string) => `salesforce.apex.external.${name}`;

const EXCEPTION = /^[\w.]+(?=:)/;

const ORACLES: Readonly<Record<string, FileOracle>> = {
	Logout: {
		eventName: "salesforce.logout",
		columns: {
			USER_INITIATED_LOGOUT: bool("salesforce.logout.user_initiated"),
			SESSION_TYPE: code("salesforce.session.type", {
				C: "Content",
				O: "Oauth2",
				U: "UI",
				V: "Visualforce",
			}),
			APP_TYPE: code("salesforce.logout.app_type", {
				"1000": "Application",
				"1007": "SFDC Application",
				"2514": "OAuth",
			}),
			PLATFORM_TYPE: code("salesforce.logout.platform_type", {
				"1015": "Windows 10",
				"2003": "Mac OSX",
				"4000": "Linux",
				"5006": "iPhone",
				"5200": "Android 10",
			}),
			RESOLUTION_TYPE: text("salesforce.logout.resolution_type", "9999"),
			CLIENT_VERSION: text("salesforce.client.version", "9998"),
		},
	},
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
				cell("EXCEPTION_MESSAGE") === ""
					? undefined
					: failure(
							"ERROR",
							EXCEPTION.exec(cell("EXCEPTION_MESSAGE"))?.[0] ?? "_OTHER",
						),
				byRequestStatus("WARN")(cell),
			),
		columns: {
			...HTTP,
			DB_TOTAL_TIME: DB_NANOSECONDS,
			EXCEPTION_MESSAGE: all(text("exception.message"), (cell) => ({
				"exception.type": EXCEPTION.exec(cell)?.[0] ?? "",
			})),
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
			STACK_TRACE: text("exception.stacktrace"),
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

/** `uid` as `uidsOfFile` (expected-uid.ts) gives it for the row. */
export function expectedFileRow(
	eventType: string,
	row: PublishedRow,
	uid: string,
): ExpectedRecord {
	const oracle = ORACLES[eventType];
	const cell: Cell = (column) => row[column] ?? "";
	const outcome = oracle?.outcome?.(cell);
	const severity = outcome?.severity ?? "INFO";
	const identity = {
		"log.record.uid": uid,
		"salesforce.event.type": eventType,
		"salesforce.event.source": "event_log_file",
	};
	const record = {
		eventName: oracle?.eventName ?? `salesforce.${snakeCase(eventType)}`,
		severityNumber: SEVERITY_NUMBERS[severity],
		severityText: severity,
		timestamp: nanoseconds(cell("TIMESTAMP_DERIVED") || cell("TIMESTAMP")),
		traceId: traceId(cell("REQUEST_ID")),
	};
	if (oracle === undefined)
		return { ...record, attributes: identity, partial: true };

	const attributes: Attributes = {};
	for (const [column, value] of Object.entries(row)) {
		if (value === "") continue;
		const rule = oracle.columns[column] ?? COMMON[column];
		if (rule === undefined)
			throw new Error(`no oracle knows the column ${eventType}.${column}`);
		Object.assign(attributes, rule(value));
	}
	const took = cell(oracle.duration ?? "");
	return {
		...record,
		attributes: withoutEmpty({
			...attributes,
			...identity,
			...outcomeAttributes(outcome),
			...addresses(cell("SOURCE_IP"), cell("CLIENT_IP")),
			"user.id": id18(cell("USER_ID_DERIVED") || cell("USER_ID")),
			"salesforce.duration_ms": took === "" ? "" : BigInt(took),
			...(eventType === "ApexSoap"
				? { "code.function.name": soapMethod(cell) }
				: {}),
		}),
	};
}

function soapMethod(cell: Cell): string {
	return [cell("CLASS_NAME"), cell("METHOD_NAME")]
		.filter((part) => part !== "")
		.join(".");
}

/** `LoginAs` to `login_as`, `URI` to `uri`. */
export function snakeCase(name: string): string {
	return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}
