// The error answers that are known of Salesforce, and the code that each must get.

import type { SalesforceErrorCode } from "../../../../receiver/api/error-table.ts";

interface OAuthAnswer {
	error: string;
	description: string;
	code: SalesforceErrorCode;
	status?: number;
	retryable?: boolean;
}

function grant(description: string, code: SalesforceErrorCode): OAuthAnswer {
	return { error: "invalid_grant", description, code };
}

export const oauthAnswers: OAuthAnswer[] = [
	grant("user hasn't approved this consumer", "user_not_approved"),
	grant("audience is invalid", "wrong_audience"),
	grant("Audience validation failed", "wrong_audience"),
	grant("invalid assertion", "invalid_assertion"),
	grant("expired access/refresh token", "refresh_token_expired"),
	grant("authentication failure", "authentication_failed"),
	grant("request not supported on this domain", "wrong_login_domain"),
	grant("no client credentials user enabled", "no_run_as_user"),
	grant("inactive user", "user_inactive"),
	grant("ip restricted", "login_ip_restricted"),
	grant("inactive organization", "organization_inactive"),
	grant("expired authorization code", "authorization_code_expired"),
	grant("login rate exceeded", "login_rate_exceeded"),
	grant("something new", "login_refused"),
	{
		error: "invalid_app_access",
		description: "user is not admin approved to access this app",
		code: "app_not_assigned",
	},
	{
		error: "invalid_client_id",
		description: "client identifier invalid",
		code: "unknown_client_id",
	},
	{
		error: "invalid_client",
		description: "invalid client credentials",
		code: "wrong_client_secret",
	},
	{
		error: "unsupported_grant_type",
		description: "grant type not supported",
		code: "flow_not_enabled",
	},
	{
		error: "invalid_request",
		description: "must use HTTP POST",
		code: "oauth_request_invalid",
	},
	{
		error: "invalid_scope",
		description: "the requested scope is not allowed",
		code: "oauth_scope_invalid",
	},
	{
		error: "redirect_uri_mismatch",
		description: "redirect_uri must match configuration",
		code: "oauth_redirect_mismatch",
	},
	{
		error: "unknown_error",
		description: "retry your request",
		code: "login_try_again",
		retryable: true,
	},
	{
		error: "invalid_client",
		description: "External client app is not installed in this org",
		code: "app_not_installed",
	},
	{
		error: "OAUTH_EC_APP_NOT_FOUND",
		description: "",
		code: "app_not_installed",
	},
	{
		error: "OAUTH_APP_BLOCKED",
		description: "this app is blocked by your admin",
		code: "app_blocked",
	},
	{
		error: "rate_limit_exceeded",
		description: "too many",
		code: "login_rate_exceeded",
	},
	{
		error: "server_error",
		description: "",
		status: 503,
		code: "login_unavailable",
		retryable: true,
	},
];

interface RestAnswer {
	status: number;
	/** Empty for an answer without a body. */
	errorCode: string;
	message: string;
	code: SalesforceErrorCode;
	retryable?: boolean;
}

function rest(
	status: number,
	errorCode: string,
	message: string,
	code: SalesforceErrorCode,
	retryable = false,
): RestAnswer {
	return { status, errorCode, message, code, retryable };
}

const COLUMN =
	"\nSELECT Id , EventType , Interval\n ^\nERROR at Row:1:Column:25\nNo such column 'Interval' on entity 'EventLogFile'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.";

export const restAnswers: RestAnswer[] = [
	rest(
		401,
		"INVALID_SESSION_ID",
		"Session expired or invalid",
		"session_expired",
	),
	rest(401, "", "", "session_expired"),
	rest(
		401,
		"INVALID_SESSION_ID",
		"This session is not valid for use with the REST API",
		"session_not_for_rest",
	),
	rest(
		401,
		"INVALID_SESSION_ID",
		"Connected app is not attached to Agent",
		"app_not_attached",
	),
	rest(
		401,
		"INVALID_AUTH_HEADER",
		"INVALID_HEADER_TYPE",
		"auth_header_invalid",
	),
	rest(
		403,
		"REQUEST_LIMIT_EXCEEDED",
		"TotalRequests Limit exceeded.",
		"daily_limit_exceeded",
	),
	rest(
		403,
		"REQUEST_LIMIT_EXCEEDED",
		"ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
		"concurrent_limit_exceeded",
		true,
	),
	rest(
		403,
		"REQUEST_LIMIT_EXCEEDED",
		"ConcurrentPerOrgLongTxn Limit exceeded.",
		"long_running_limit_exceeded",
		true,
	),
	rest(
		403,
		"API_DISABLED_FOR_ORG",
		"The REST API is not enabled for this Organization",
		"api_disabled",
	),
	rest(
		403,
		"API_CURRENTLY_DISABLED",
		"API is currently disabled",
		"api_currently_disabled",
	),
	rest(
		403,
		"INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
		"The users password has expired",
		"password_expired",
	),
	rest(
		403,
		"INSUFFICIENT_ACCESS",
		"insufficient access rights on object id",
		"insufficient_access",
	),
	rest(403, "SOMETHING_ELSE", "no", "forbidden"),
	rest(400, "INVALID_FIELD", COLUMN, "no_hourly_files"),
	rest(
		400,
		"INVALID_FIELD",
		"No such column 'Foo' on entity 'LoginEvent'.",
		"unknown_field",
	),
	rest(
		400,
		"INVALID_TYPE",
		"sObject type 'EventLogFile' is not supported. If you are attempting ...",
		"object_not_available",
	),
	rest(
		400,
		"OTHER",
		"Object type 'SetupAuditTrail' is not supported",
		"object_not_available",
	),
	rest(400, "MALFORMED_QUERY", "unexpected token: 'FORM'", "malformed_query"),
	rest(
		400,
		"MALFORMED_ID",
		"Account ID: id value of incorrect type: x",
		"malformed_id",
	),
	rest(
		400,
		"INVALID_QUERY_LOCATOR",
		"invalid query locator",
		"query_locator_invalid",
	),
	rest(
		400,
		"QUERY_TIMEOUT",
		"Your query request was running for too long.",
		"query_timeout",
	),
	rest(
		500,
		"QUERY_TIMEOUT",
		"Your query request was running for too long.",
		"query_timeout",
	),
	rest(404, "NOT_FOUND", "The requested resource does not exist", "not_found"),
	rest(404, "", "", "not_found"),
	rest(
		405,
		"METHOD_NOT_ALLOWED",
		"HTTP Method 'GET' not allowed.",
		"request_refused",
	),
	rest(410, "UNSUPPORTED_API_VERSION", "GONE", "api_version_retired"),
	rest(414, "", "", "request_too_long"),
	rest(431, "", "", "request_too_long"),
	rest(420, "", "", "no_route_to_org", true),
	rest(429, "", "", "rate_limited", true),
	rest(
		500,
		"UNKNOWN_EXCEPTION",
		"An unexpected error occurred. ErrorId: 1-2",
		"server_error",
		true,
	),
	rest(500, "", "", "server_error", true),
	rest(502, "", "", "server_unavailable", true),
	rest(503, "SERVER_UNAVAILABLE", "busy", "server_unavailable", true),
	rest(504, "", "", "server_unavailable", true),
];
