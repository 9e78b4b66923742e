// The words of the oracles of event log files: the columns that many event types
// share, and how a row tells whether it went well. Written from the description of
// the record alone; it imports nothing of the product.

import { agent, REQUEST_STATUSES, uri } from "./expected-login.ts";
import {
	all,
	code,
	failure,
	fromNanoseconds,
	id,
	integer,
	list,
	names,
	nothing,
	type Outcome,
	type Rule,
	SUCCESS,
	text,
} from "./expected-rule.ts";

export type Cell = (column: string) => string;

export interface FileOracle {
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

export const COMMON: Readonly<Record<string, Rule>> = {
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

export const DB_NANOSECONDS: Rule = fromNanoseconds(
	"salesforce.db.total_time_ms",
);

export const HTTP: Readonly<Record<string, Rule>> = {
	METHOD: text("http.request.method"),
	STATUS_CODE: integer("http.response.status_code", "-1", "0"),
	REQUEST_SIZE: integer("http.request.size", "-1"),
	RESPONSE_SIZE: integer("http.response.size", "-1"),
	MEDIA_TYPE: list("http.response.header.content-type"),
};

export function byRequestStatus(severity: "WARN" | "ERROR") {
	return (cell: Cell): Outcome | undefined => {
		const status = cell("REQUEST_STATUS");
		if (status === "S" || status === "R") return SUCCESS;
		const type = REQUEST_STATUSES[status];
		return "FAN".includes(status) && type !== undefined
			? failure(severity, type)
			: undefined;
	};
}

export function byStatusCode(cell: Cell): Outcome | undefined {
	const status = Number(cell("STATUS_CODE"));
	if (status < 100) return undefined;
	if (status < 400) return SUCCESS;
	return failure(status < 500 ? "WARN" : "ERROR", String(status));
}

/** The first that failed, else one that succeeded. */
export function firstFailure(...outcomes: readonly (Outcome | undefined)[]) {
	return (
		outcomes.find((outcome) => outcome?.failed) ??
		outcomes.find((outcome) => outcome !== undefined)
	);
}

const EXCEPTION = /^[\w.]+(?=:)/;

/** A request that threw although it got an answer. */
export function byException(cell: Cell): Outcome | undefined {
	const message = cell("EXCEPTION_MESSAGE");
	return message === ""
		? undefined
		: failure("ERROR", EXCEPTION.exec(message)?.[0] ?? "_OTHER");
}

/** The message of an exception begins with its type. */
export const EXCEPTION_OF_MESSAGE: Rule = all(
	text("exception.message"),
	(cell) => ({ "exception.type": EXCEPTION.exec(cell)?.[0] ?? "" }),
);
