// The columns that most event types share, and the attributes that every record
// has. A table of an event type comes first and wins for the columns it names.

import { API_TYPES } from "../codes/api-type.ts";
import { BROWSERS } from "../codes/browser.ts";
import { REQUEST_STATUSES } from "../codes/request-status.ts";
import { SESSION_LEVELS } from "../codes/session-level.ts";
import { USER_TYPES } from "../codes/user-type.ts";
import type {
	AttributeDeclaration,
	BodyPart,
	OutcomeSignal,
	Rule,
	Severity,
} from "../table.ts";

/** Attributes that come from the record as a whole. */
export const RECORD_ATTRIBUTES = [
	{ name: "log.record.uid", type: "string" },
	{ name: "salesforce.event.type", type: "string" },
	{ name: "salesforce.event.source", type: "string" },
	{ name: "salesforce.event.outcome", type: "string" },
	{ name: "error.type", type: "string" },
	{ name: "salesforce.duration_ms", type: "int" },
	{ name: "log.record.original", type: "string" },
] as const satisfies readonly AttributeDeclaration[];

/** Where the event's time stands, best first. */
export const TIME = {
	columns: ["TIMESTAMP_DERIVED", "TIMESTAMP"],
	fields: ["EventDate", "LoginTime", "Timestamp", "CreatedDate"],
} as const;

/**
 * The unit of DB_TOTAL_TIME differs between event types; here are those without
 * a table. Where Salesforce documents none, the column is kept as it is, under
 * its own name.
 */
export const DB_TOTAL_TIME_UNITS: ReadonlyMap<string, "ns" | "ms"> = new Map([
	["Report", "ns"],
]);

export function dbTotalTime(unit: "ns" | "ms"): Rule {
	return {
		columns: ["DB_TOTAL_TIME"],
		as: unit === "ns" ? "nanoseconds_to_milliseconds" : "milliseconds",
		attribute: "salesforce.db.total_time_ms",
	};
}

export const COMMON_RULES: readonly Rule[] = [
	{
		columns: ["EVENT_TYPE"],
		as: "string",
		attribute: "salesforce.event.type",
	},
	// Told by the record's time and by its resource.
	{ columns: ["TIMESTAMP"], as: "skip" },
	{ columns: ["TIMESTAMP_DERIVED"], as: "skip" },
	{ columns: ["ORGANIZATION_ID"], as: "skip" },
	{
		// When Salesforce stored what happened at EventDate.
		fields: ["CreatedDate"],
		as: "string",
		attribute: "salesforce.record.created_date",
	},
	{
		fields: ["Id"],
		as: "id18",
		attribute: "salesforce.record.id",
	},
	{
		fields: ["EventIdentifier"],
		as: "string",
		attribute: "salesforce.event.id",
	},
	{
		fields: ["RelatedEventIdentifier"],
		as: "string",
		attribute: "salesforce.event.related_id",
	},
	{
		columns: ["REQUEST_ID"],
		fields: ["RequestIdentifier"],
		as: "request_id",
		attribute: "salesforce.request.id",
	},
	{
		columns: ["USER_ID_DERIVED", "USER_ID"],
		fields: ["UserId", "UserIdentifier"],
		as: "id18",
		attribute: "user.id",
	},
	{
		columns: ["USER_NAME"],
		fields: ["Username"],
		as: "string",
		attribute: "user.name",
	},
	{
		columns: ["USER_TYPE"],
		fields: ["UserType"],
		as: "code",
		codes: USER_TYPES,
		attribute: "salesforce.user.type",
	},
	{
		columns: ["SESSION_KEY"],
		fields: ["SessionKey"],
		as: "string",
		attribute: "session.id",
	},
	{
		columns: ["LOGIN_KEY"],
		fields: ["LoginKey"],
		as: "string",
		attribute: "salesforce.login.key",
	},
	{
		columns: ["SESSION_LEVEL"],
		fields: ["SessionLevel"],
		as: "code",
		codes: SESSION_LEVELS,
		attribute: "salesforce.session.level",
	},
	{
		columns: ["SOURCE_IP", "CLIENT_IP"],
		fields: ["SourceIp", "ClientIp"],
		as: "address",
		address: "client.address",
		other: "salesforce.client.other_address",
		label: "salesforce.client.label",
	},
	{
		columns: ["BROWSER_TYPE", "USER_AGENT"],
		fields: ["Browser", "UserAgent"],
		as: "user_agent",
		original: "user_agent.original",
		name: "user_agent.name",
		version: "user_agent.version",
		code: "salesforce.browser.code",
		codes: BROWSERS,
	},
	{
		fields: ["Platform"],
		as: "string",
		attribute: "user_agent.os.name",
		drop: ["Unknown"],
	},
	{
		columns: ["URI"],
		fields: ["Uri"],
		as: "uri",
		path: "url.path",
		query: "url.query",
		original: "salesforce.uri.original",
	},
	{
		columns: ["URI_ID_DERIVED"],
		as: "id18",
		attribute: "salesforce.uri.id",
	},
	{
		columns: ["REFERRER_URI", "HTTP_REFERER"],
		fields: ["HttpReferer"],
		as: "header",
		attribute: "http.request.header.referer",
	},
	{
		columns: ["API_TYPE"],
		fields: ["ApiType"],
		as: "code",
		codes: API_TYPES,
		attribute: "salesforce.api.type",
		drop: ["N/A"],
	},
	{
		columns: ["API_VERSION"],
		fields: ["ApiVersion"],
		as: "version",
		attribute: "salesforce.api.version",
		// What Salesforce writes when no API was called.
		drop: ["9998.0", "9998", "N/A", "Unknown"],
	},
	{
		columns: ["CLIENT_NAME"],
		as: "string",
		attribute: "salesforce.api.client_name",
	},
	{
		columns: ["CONNECTED_APP_ID"],
		fields: ["ConnectedAppId"],
		as: "id18",
		attribute: "salesforce.connected_app.id",
	},
	{
		columns: ["CONNECTED_APP_NAME"],
		as: "string",
		attribute: "salesforce.connected_app.name",
	},
	{
		columns: ["REQUEST_STATUS"],
		as: "code",
		codes: REQUEST_STATUSES,
		attribute: "salesforce.request.status",
	},
	{
		columns: ["ENTITY_NAME"],
		as: "names",
		one: "salesforce.entity.name",
		many: "salesforce.entity.names",
	},
	{
		columns: ["EXCEPTION_MESSAGE"],
		as: "string",
		attribute: "exception.message",
	},
	{
		columns: ["RUN_TIME"],
		fields: ["RunTime"],
		as: "milliseconds",
		attribute: "salesforce.run_time_ms",
	},
	{
		columns: ["CPU_TIME"],
		fields: ["CpuTime"],
		as: "milliseconds",
		attribute: "salesforce.cpu_time_ms",
	},
	{
		columns: ["DB_CPU_TIME"],
		as: "milliseconds",
		attribute: "salesforce.db.cpu_time_ms",
	},
	{
		columns: ["DB_BLOCKS"],
		as: "integer",
		attribute: "salesforce.db.blocks",
	},
	{
		columns: ["ROWS_PROCESSED"],
		as: "integer",
		attribute: "salesforce.db.rows_processed",
		drop: ["-1"],
	},
	{
		columns: ["NUMBER_FIELDS"],
		as: "integer",
		attribute: "salesforce.db.fields",
		drop: ["-1"],
	},
	{
		fields: ["LoginHistoryId"],
		as: "id18",
		attribute: "salesforce.login.history_id",
	},
	{
		columns: ["POLICY_ID_DERIVED", "POLICY_ID"],
		fields: ["PolicyId"],
		as: "id18",
		attribute: "salesforce.transaction_security.policy_id",
	},
	{
		columns: ["POLICY_OUTCOME"],
		fields: ["PolicyOutcome"],
		as: "string",
		attribute: "salesforce.transaction_security.policy_outcome",
	},
	{
		columns: ["EVALUATION_TIME_MS"],
		fields: ["EvaluationTime"],
		as: "milliseconds",
		attribute: "salesforce.transaction_security.evaluation_time_ms",
	},
	{
		columns: ["BOT_IDENTIFIER"],
		as: "string",
		attribute: "salesforce.agent.bot_id",
	},
	{
		columns: ["BOT_SESSION_IDENTIFIER"],
		as: "string",
		attribute: "salesforce.agent.bot_session_id",
	},
	{
		columns: ["PLANNER_IDENTIFIER"],
		as: "string",
		attribute: "salesforce.agent.planner_id",
	},
];

/** Who, in the body of a record. */
export function byUser(before: string): BodyPart {
	return { before, attributes: ["user.name", "user.id"] };
}

/** From where, in the body of a record. */
export const FROM_CLIENT: BodyPart = {
	before: " from ",
	attributes: ["client.address", "salesforce.client.label"],
};

/** How long it took, in the body of a record. */
export function duration(before: string): BodyPart {
	return { before, attributes: ["salesforce.duration_ms"], after: " ms" };
}

/** REQUEST_STATUS. Salesforce calls a request successful even when its Apex threw; a redirect is no failure. */
export function requestStatus(severity: Severity): OutcomeSignal {
	return {
		by: "value",
		columns: ["REQUEST_STATUS"],
		success: ["S", "R", "Success", "Redirect"],
		failure: ["F", "A", "N", "Failure", "Authorization Error", "Not Found"],
		severity,
		errorType: REQUEST_STATUSES,
		reasons: new Map([["failure", ""]]),
	};
}
