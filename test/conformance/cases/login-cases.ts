import { OAUTH_ERRORS } from "../../../simulator/oauth/oauth-errors.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const ALL = ["files", "logout", "setup_audit_trail"] as const;
const HOUR_MS = 3_600_000;
/** In an hour that begins with a refusal: far from the 3,600 that lock a user out. */
const FEW = 20;
/** Where time may cure it, a poll repeats it. */
const MORE = 200;

/** By `error_description`. */
const CODES: Readonly<Record<string, string>> = {
	"user hasn't approved this consumer": "user_not_approved",
	"audience is invalid": "wrong_audience",
	"Audience validation failed": "wrong_audience",
	"invalid assertion": "invalid_assertion",
	"expired access/refresh token": "refresh_token_expired",
	"authentication failure": "authentication_failed",
	"request not supported on this domain": "wrong_login_domain",
	"no client credentials user enabled": "no_run_as_user",
	"inactive user": "user_inactive",
	"ip restricted": "login_ip_restricted",
	"inactive organization": "organization_inactive",
	"expired authorization code": "authorization_code_expired",
	"login rate exceeded": "login_rate_exceeded",
	"user is not admin approved to access this app": "app_not_assigned",
	"client identifier invalid": "unknown_client_id",
	"invalid client credentials": "wrong_client_secret",
	"grant type not supported": "flow_not_enabled",
	"must supply assertion": "oauth_request_invalid",
	"retry your request": "login_try_again",
	"External client app is not installed in this org": "app_not_installed",
	"this app is blocked by admin": "app_blocked",
};

export const LOGIN_CASES: readonly ConformanceCase[] = [
	...[...new Set(OAUTH_ERRORS.map((row) => row.error_description))].map(
		(description): ConformanceCase => ({
			shows: description,
			fault: "login_refused",
			faults: { login_refused: { with: description, probability: 1 } },
			lasts: "an hour",
			holdsUp: ALL,
			tells: CODES[description] ?? "no code is expected",
			logins: description === "retry your request" ? MORE : FEW,
		}),
	),
	...(["html", "empty"] as const).map(
		(body): ConformanceCase => ({
			shows: `status 503 with ${body} as body`,
			fault: "login_page",
			faults: { login_page: { body, probability: 1 } },
			lasts: "an hour",
			holdsUp: ALL,
			tells: ["html_answer", "login_unavailable", "not_json"],
			logins: MORE,
		}),
	),
	...(["invalid_grant", "rate_limit_exceeded"] as const).map(
		(error): ConformanceCase => ({
			shows: `told as ${error}`,
			fault: "login_rate_exceeded",
			faults: { login_rate_exceeded: { error } },
			lasts: { until: HOUR_MS },
			holdsUp: ALL,
			tells: "login_rate_exceeded",
			logins: FEW,
		}),
	),
];
