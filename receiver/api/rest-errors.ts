// Answers of the REST API. The error code and its message decide first, the
// status last. Order matters: the first match wins.

import type { ErrorRow } from "./error-row.ts";

export const REST_ERRORS = [
	{
		// A login gives the same kind of session again: jsforce met an endless loop here.
		code: "session_not_for_rest",
		when: [
			{ rest: { message: /session is not valid for use with the REST API/i } },
		],
		answers: [
			"401 INVALID_SESSION_ID: This session is not valid for use with the REST API",
		],
		cause:
			"The session is not one that may use the REST API, and a new login would give the same.",
		cure: 'Add the scope "Manage user data via APIs (api)" to the app (Setup > External Client App Manager > the app > Settings > OAuth Settings), and see that the user\'s licence allows API access.',
		retryable: false,
	},
	{
		code: "app_not_attached",
		when: [{ rest: { message: /Connected app is not attached to Agent/i } }],
		answers: ["401 INVALID_SESSION_ID: Connected app is not attached to Agent"],
		cause:
			"The app is not attached to the agent that the user is, and a new login would not change that.",
		cure: "Use an ordinary integration user, or attach the app to the agent in Setup.",
		retryable: false,
	},
	{
		code: "auth_header_invalid",
		when: [{ rest: { errorCode: /^INVALID_AUTH_HEADER$/ } }],
		answers: ["401 INVALID_AUTH_HEADER: INVALID_HEADER_TYPE"],
		cause: "Salesforce could not read the Authorization header.",
		cure: "Look for a proxy between here and Salesforce that changes headers.",
		retryable: false,
	},
	{
		code: "session_expired",
		when: [
			{ rest: { errorCode: /^INVALID_SESSION_ID$/ } },
			{ rest: { status: [401] } },
		],
		answers: ["401 INVALID_SESSION_ID: Session expired or invalid"],
		cause: "The session has expired or was revoked.",
		cure: "Nothing to do: the receiver logs in again.",
		retryable: false,
	},
	{
		code: "organization_changed",
		when: [{ found: "a login is of another organization than the one before" }],
		cause:
			"The login is of another organization than before, as after the refresh of a sandbox. Streams begin anew for it, at their initial_lookback; nothing of the one is taken for the other's.",
		cure: "Nothing to do after a refresh or a move. Otherwise check instance_url, token_url and whose credentials these are (Setup > Company Information shows the organization's id).",
		retryable: false,
	},
	{
		code: "concurrent_limit_exceeded",
		when: [
			{
				rest: {
					errorCode: /^REQUEST_LIMIT_EXCEEDED$/,
					message: /ConcurrentRequests|Concurrent API/i,
				},
			},
		],
		answers: [
			"403 REQUEST_LIMIT_EXCEEDED: ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
		],
		cause: "Too many API requests run in the org at this moment.",
		cure: "Nothing to do: the request is tried again. If it stays, see which other integrations run long requests.",
		retryable: true,
	},
	{
		code: "long_running_limit_exceeded",
		when: [
			{
				rest: {
					errorCode: /^REQUEST_LIMIT_EXCEEDED$/,
					message: /LongTxn/i,
				},
			},
		],
		answers: [
			"403 REQUEST_LIMIT_EXCEEDED: ConcurrentPerOrgLongTxn Limit exceeded.",
		],
		cause:
			"Too many requests of more than 20 seconds run in the org at this moment (25 in production, 5 in a Developer org).",
		cure: "Nothing to do: the request is tried again. If it stays, see which other integrations run long requests.",
		retryable: true,
	},
	{
		code: "daily_limit_exceeded",
		when: [{ rest: { errorCode: /^REQUEST_LIMIT_EXCEEDED$/ } }],
		answers: ["403 REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded."],
		cause: "The org has used up its API calls of the last 24 hours.",
		cure: "Setup > System Overview > API Usage shows the count, Setup > API Usage Last 7 Days who made the calls. Poll less often, or ask Salesforce for more.",
		retryable: false,
	},
	{
		code: "api_disabled",
		when: [{ rest: { errorCode: /^API_DISABLED_FOR_ORG$/ } }],
		answers: [
			"403 API_DISABLED_FOR_ORG: The REST API is not enabled for this Organization",
		],
		cause:
			'The user lacks the "API Enabled" permission, or the org\'s edition has no API.',
		cure: 'Setup > Permission Sets > a set of the user > System Permissions: tick "API Enabled".',
		retryable: false,
	},
	{
		code: "api_currently_disabled",
		when: [{ rest: { errorCode: /^API_CURRENTLY_DISABLED$/ } }],
		answers: ["403 API_CURRENTLY_DISABLED: API is currently disabled"],
		cause: "Salesforce has switched the API of this org off for now.",
		cure: "See https://status.salesforce.com, and ask Salesforce if it stays.",
		retryable: false,
	},
	{
		code: "password_expired",
		when: [
			{ rest: { errorCode: /^INVALID_OPERATION_WITH_EXPIRED_PASSWORD$/ } },
		],
		answers: [
			"403 INVALID_OPERATION_WITH_EXPIRED_PASSWORD: The users password has expired",
		],
		cause: "The user's password has expired.",
		cure: 'Set a new password for the user, or give its profile "Password Never Expires" (Setup > Profiles > the profile > System Permissions).',
		retryable: false,
	},
	{
		code: "insufficient_access",
		when: [{ rest: { errorCode: /^INSUFFICIENT_ACCESS/ } }],
		answers: [
			"403 INSUFFICIENT_ACCESS: insufficient access rights on object id",
		],
		cause: "The user may not read this record.",
		cure: 'Setup > Permission Sets > a set of the user > System Permissions: tick "View Event Log Files" (EventLogFile), "View Real-Time Event Monitoring Data" (LoginEvent, LogoutEvent and other event objects), "View Setup and Configuration" (SetupAuditTrail) or "Manage Users" (LoginHistory).',
		retryable: false,
	},
	{
		code: "no_hourly_files",
		when: [
			{
				rest: {
					errorCode: /^INVALID_FIELD$/,
					message: /No such column '(Interval|Sequence)'/i,
				},
			},
		],
		answers: [
			"400 INVALID_FIELD: No such column 'Interval' on entity 'EventLogFile'.",
		],
		cause: "The org has no hourly event log files.",
		cure: "Set log_file_interval to daily, or have Event Monitoring with hourly files licensed and enabled (Setup > Event Monitoring Settings).",
		retryable: false,
	},
	{
		code: "unknown_field",
		when: [{ rest: { errorCode: /^INVALID_FIELD$/ } }],
		answers: [
			"400 INVALID_FIELD: No such column 'Foo' on entity 'LoginEvent'.",
		],
		cause:
			"The org has no such field: the API version is older than the field, or the user may not see it.",
		cure: "Raise api_version, and check the user's permissions.",
		retryable: false,
	},
	{
		code: "object_not_available",
		when: [
			{ rest: { errorCode: /^INVALID_TYPE$/ } },
			{ rest: { message: /object type '\w+' is not supported/i } },
		],
		answers: [
			"400 INVALID_TYPE: sObject type 'EventLogFile' is not supported.",
			"400 INVALID_TYPE: Object type 'SetupAuditTrail' is not supported",
		],
		cause:
			"The user may not see this object: a missing permission or licence looks like a missing object.",
		cure: 'Setup > Permission Sets > a set of the user > System Permissions: tick "API Enabled" and "View Event Log Files" (EventLogFile), "View Real-Time Event Monitoring Data" (LoginEvent, LogoutEvent and other event objects), "View Setup and Configuration" (SetupAuditTrail) or "Manage Users" (LoginHistory). If it stays, the org lacks the Event Monitoring licence.',
		retryable: false,
	},
	{
		code: "no_event_date",
		when: [{ found: "an object of event_objects has no field EventDate" }],
		cause: "The object has no field EventDate, so it can't be read as events.",
		cure: "Name objects that store events in event_objects, such as ApiEvent. A stream such as ApiEventStream can't be queried: name its object.",
		retryable: false,
	},
	{
		code: "malformed_query",
		when: [{ rest: { errorCode: /^MALFORMED_QUERY$/ } }],
		answers: ["400 MALFORMED_QUERY: unexpected token: 'FORM'"],
		cause: "Salesforce could not read the query.",
		cure: "Check what the configuration adds to the query (event types, filters). Otherwise please report it.",
		retryable: false,
	},
	{
		code: "malformed_id",
		when: [{ rest: { errorCode: /^MALFORMED_ID$/ } }],
		answers: ["400 MALFORMED_ID: Account ID: id value of incorrect type: x"],
		cause: "Salesforce found an id in the request that is none.",
		cure: "Please report it.",
		retryable: false,
	},
	{
		code: "query_locator_invalid",
		when: [{ rest: { errorCode: /^INVALID_QUERY_LOCATOR$/ } }],
		answers: ["400 INVALID_QUERY_LOCATOR: invalid query locator"],
		cause: "The rest of this query's result is gone (it is kept for two days).",
		cure: "Nothing to do: the next poll asks again from its cursor.",
		retryable: false,
	},
	{
		code: "query_timeout",
		when: [{ rest: { errorCode: /^QUERY_TIMEOUT$/ } }],
		answers: [
			"400 QUERY_TIMEOUT: Your query request was running for too long.",
			"500 QUERY_TIMEOUT: Your query request was running for too long.",
		],
		cause: "The query took Salesforce too long.",
		cure: "Ask for a smaller range: poll more often, or lower initial_lookback.",
		retryable: false,
	},
	{
		code: "not_found",
		when: [{ rest: { errorCode: /^NOT_FOUND$/ } }, { rest: { status: [404] } }],
		answers: ["404 NOT_FOUND: The requested resource does not exist"],
		cause: "Salesforce knows no such resource.",
		cure: "Check instance_url and api_version.",
		retryable: false,
	},
	{
		code: "api_version_retired",
		when: [{ rest: { status: [410] } }],
		answers: ["410 UNSUPPORTED_API_VERSION: GONE"],
		cause: "This API version is retired.",
		cure: "Set api_version to a newer one (67.0).",
		retryable: false,
	},
	{
		code: "request_too_long",
		when: [{ rest: { status: [414, 431] } }],
		cause: "The request is longer than the 16,384 bytes that Salesforce takes.",
		cure: "List fewer event types in one stream.",
		retryable: false,
	},
	{
		code: "no_route_to_org",
		when: [{ rest: { status: [420] } }],
		cause:
			"Salesforce has no route to this host: the org or sandbox was deleted, has expired, or moves.",
		cure: "Check instance_url (Setup > My Domain).",
		retryable: true,
	},
	{
		code: "rate_limited",
		when: [{ rest: { status: [429] } }],
		cause: "Salesforce asks for fewer requests.",
		cure: "Nothing to do: the request is tried again.",
		retryable: true,
	},
	{
		code: "server_unavailable",
		when: [
			{ rest: { errorCode: /^SERVER_UNAVAILABLE$/ } },
			{ rest: { status: [502, 503, 504] } },
		],
		answers: ["503 SERVER_UNAVAILABLE: busy"],
		cause: "The org is down, overloaded or in maintenance.",
		cure: "Nothing to do: the request is tried again. See https://status.salesforce.com.",
		retryable: true,
	},
	{
		code: "server_error",
		when: [
			{ rest: { errorCode: /^UNKNOWN_EXCEPTION$/ } },
			{ rest: { status: [500] } },
		],
		answers: [
			"500 UNKNOWN_EXCEPTION: An unexpected error occurred. ErrorId: 1-2",
		],
		cause: "Salesforce failed on the request.",
		cure: "Nothing to do: the request is tried again. If it stays, give the ErrorId to Salesforce.",
		retryable: true,
	},
	{
		code: "forbidden",
		when: [{ rest: { status: [403] } }],
		cause: "Salesforce refused the request.",
		cure: "Check the user's permissions, and the IP restrictions of profile and app.",
		retryable: false,
	},
	{
		code: "request_refused",
		when: [{ rest: {} }],
		cause: "Salesforce did not take the request.",
		cure: "Check instance_url and api_version. Otherwise please report it.",
		retryable: false,
	},
] as const satisfies readonly ErrorRow[];
