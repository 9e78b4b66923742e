// The columns that most event types share, and the attributes that every record
// has. A table of an event type comes first and wins for the columns it names.

import { API_TYPES } from "../codes/api-type.ts";
import { REQUEST_STATUSES } from "../codes/request-status.ts";
import { SESSION_LEVELS } from "../codes/session-level.ts";
import { USER_TYPES } from "../codes/user-type.ts";
import type { AttributeDeclaration, BodyPart, Rule } from "../table.ts";

/** Attributes that come from the record as a whole. */
export const RECORD_ATTRIBUTES = [
	{ name: "log.record.uid", type: "string" },
	{ name: "log.record.original", type: "string" },
	{ name: "salesforce.event.type", type: "string" },
	{ name: "salesforce.event.source", type: "string" },
	{ name: "salesforce.event.outcome", type: "string" },
	{ name: "error.type", type: "string" },
	{ name: "salesforce.duration_ms", type: "int" },
] as const satisfies readonly AttributeDeclaration[];

/** Where the event's time stands, best first. */
export const TIME = {
	columns: ["TIMESTAMP_DERIVED", "TIMESTAMP"],
	fields: ["EventDate", "CreatedDate"],
} as const;

/**
 * The unit of DB_TOTAL_TIME differs between event types. Where Salesforce
 * documents none, the column is kept as it is, under its own name.
 */
export const DB_TOTAL_TIME_UNITS: ReadonlyMap<string, "ns" | "ms"> = new Map([
	["Login", "ns"],
	["API", "ns"],
	["RestApi", "ns"],
	["ApexRestApi", "ns"],
	["ApexExecution", "ms"],
	["ApexTrigger", "ms"],
	["ApexSoap", "ms"],
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
	{ fields: ["EventDate"], as: "skip" },
	// The same for every row of a stored event.
	{ fields: ["Id"], as: "skip" },
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
		fields: ["UserId"],
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
		fields: ["SourceIp"],
		as: "address",
		address: "client.address",
		other: "salesforce.client.other_address",
		label: "salesforce.client.label",
	},
	{
		columns: ["BROWSER_TYPE"],
		fields: ["Browser"],
		as: "user_agent",
		original: "user_agent.original",
		name: "user_agent.name",
		code: "salesforce.browser.code",
	},
	{
		columns: ["URI"],
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
		as: "string",
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
		columns: ["REQUEST_STATUS"],
		as: "code",
		codes: REQUEST_STATUSES,
		attribute: "salesforce.request.status",
	},
	{
		columns: ["RUN_TIME"],
		as: "milliseconds",
		attribute: "salesforce.run_time_ms",
	},
	{
		columns: ["CPU_TIME"],
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
	},
	{
		columns: ["NUMBER_FIELDS"],
		as: "integer",
		attribute: "salesforce.db.fields",
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
