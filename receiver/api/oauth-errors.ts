// Answers of the token endpoint. Salesforce folds many causes into
// `invalid_grant`, so the description decides first, then the error, then the
// status. Order matters: the first match wins.

import type { ErrorRow } from "./error-row.ts";

const APP_POLICIES =
	"Setup > External Client App Manager > the app > Policies (a connected app: Setup > Manage Connected Apps > the app > Edit Policies)";
const APP_SETTINGS =
	"Setup > External Client App Manager > the app > Settings > OAuth Settings (a connected app: Setup > App Manager > the app > View)";

export const OAUTH_ERRORS = [
	{
		code: "login_rate_exceeded",
		when: [
			{ oauth: { error: /^rate_limit_exceeded$/i } },
			{ oauth: { description: /login rate exceeded/i } },
		],
		answers: [
			"invalid_grant: login rate exceeded",
			"rate_limit_exceeded: login rate exceeded",
		],
		cause:
			"This user has logged in more than 3,600 times within an hour, and Salesforce refuses further logins for about an hour.",
		cure: "Find what else logs in as this user (Setup > Login History), give this receiver a user of its own, and wait for an hour.",
		retryable: false,
	},
	{
		code: "too_many_logins",
		when: [
			{ found: "this receiver itself logs in again and again within an hour" },
		],
		cause:
			"This receiver has logged in far more often than a working set-up needs, and pauses before Salesforce locks the user out (3,600 logins an hour).",
		cure: "Something ends each session soon after it began: see Setup > Session Settings (time-out, sessions locked to an address) and the session policies of the app and the user's profile.",
		retryable: false,
	},
	{
		code: "access_token_refused",
		when: [
			{ found: "userinfo answers 401 or 403 to a configured access token" },
		],
		cause:
			"The configured access token has ended, was revoked, or is of another org, and nothing renews it.",
		cure: "Put a new one into auth.access_token (`sf org display --target-org ORG` shows one), or use a flow that can log in again.",
		retryable: false,
	},
	{
		code: "app_not_installed",
		when: [
			{ oauth: { error: /^OAUTH_EC_APP_NOT_FOUND$/i } },
			{ oauth: { description: /app is not installed in this org/i } },
		],
		answers: [
			"OAUTH_EC_APP_NOT_FOUND: External client app is not installed in this org",
		],
		cause: "The external client app is not installed in this org.",
		cure: "Install the app in this very org (Setup > External Client App Manager), or use the consumer key of an app of this org. A refreshed sandbox needs its app again.",
		retryable: false,
	},
	{
		code: "app_blocked",
		when: [
			{ oauth: { error: /^OAUTH_APP_BLOCKED$/i } },
			{ oauth: { description: /app.*\bblocked\b/i } },
		],
		answers: ["OAUTH_APP_BLOCKED: this app is blocked by admin"],
		cause: "An administrator has blocked the app, or API access control does.",
		cure: "Setup > Connected Apps OAuth Usage > the app > Unblock; and where API Access Control is on, add the app to what its users may use.",
		retryable: false,
	},
	{
		code: "user_not_approved",
		when: [
			{
				oauth: {
					description: /has(n't| not) approved this consumer/i,
				},
			},
		],
		answers: ["invalid_grant: user hasn't approved this consumer"],
		cause:
			"The user is not pre-authorized for the app, or username, host and org do not belong together.",
		cure: `${APP_POLICIES}: set Permitted Users to "Admin approved users are pre-authorized" and add a profile or permission set of the user. Check that the username is the login name (in a sandbox with its suffix) and that token_url is of the same org. Changes take up to ten minutes.`,
		retryable: false,
	},
	{
		code: "app_not_assigned",
		when: [{ oauth: { error: /^invalid_app_access$/i } }],
		answers: [
			"invalid_app_access: user is not admin approved to access this app",
		],
		cause:
			"The app is for admin-approved users only, and this user is not among them.",
		cure: `${APP_POLICIES}: add a profile or permission set of the user. A permission set of the "Salesforce API Integration" licence can't hold the assignment: use a second permission set or the profile.`,
		retryable: false,
	},
	{
		code: "wrong_audience",
		when: [{ oauth: { description: /audience/i } }],
		answers: [
			"invalid_grant: audience is invalid",
			"invalid_grant: Audience validation failed",
		],
		cause: "The `audience` of the assertion is not one that this host accepts.",
		cure: "Set audience to https://login.salesforce.com for production and https://test.salesforce.com for sandboxes (also when token_url is a My Domain or government-cloud host), or to the site's URL for an Experience Cloud site.",
		retryable: false,
	},
	{
		code: "invalid_assertion",
		when: [{ oauth: { error: /^invalid_grant$/i, description: /assertion/i } }],
		answers: ["invalid_grant: invalid assertion"],
		cause:
			"Salesforce could not verify the signed assertion: the private key does not belong to the app's certificate, the certificate has expired, or this machine's clock is wrong.",
		cure: `${APP_SETTINGS}: upload the certificate (RSA of 2048 bits or more) that belongs to private_key, and check this machine's clock (NTP).`,
		retryable: false,
	},
	{
		code: "refresh_token_expired",
		when: [{ oauth: { description: /expired access\/refresh token/i } }],
		answers: ["invalid_grant: expired access/refresh token"],
		cause: "The refresh token has expired or was revoked.",
		cure: `Authorize the app again and put the new refresh token into the configuration; ${APP_POLICIES} sets how long it lives.`,
		retryable: false,
	},
	{
		code: "authorization_code_expired",
		when: [{ oauth: { description: /expired authorization code/i } }],
		answers: ["invalid_grant: expired authorization code"],
		cause:
			"The assertion had expired when it arrived, because this machine's clock is slow; or an authorization code has expired or was used before.",
		cure: "Check this machine's clock (NTP). A refresh token is got with a new code: authorize the app again; a code works once, for 15 minutes.",
		retryable: false,
	},
	{
		code: "wrong_login_domain",
		when: [{ oauth: { description: /not supported on this domain/i } }],
		answers: ["invalid_grant: request not supported on this domain"],
		cause: "This login flow does not work on this host.",
		cure: "Set token_url to the org's own My Domain host, https://MYDOMAIN.my.salesforce.com/services/oauth2/token (Setup > My Domain), not login.salesforce.com or test.salesforce.com.",
		retryable: false,
	},
	{
		code: "no_run_as_user",
		when: [{ oauth: { description: /no client credentials user/i } }],
		answers: ["invalid_grant: no client credentials user enabled"],
		cause: "The app has no Run-As user for the client credentials flow.",
		cure: `${APP_POLICIES} > OAuth Flows: enable the client credentials flow and choose a Run-As user, by username rather than e-mail address.`,
		retryable: false,
	},
	{
		code: "login_ip_restricted",
		when: [{ oauth: { description: /ip restricted/i } }],
		answers: ["invalid_grant: ip restricted"],
		cause: "The user may not log in from this machine's address.",
		cure: `${APP_POLICIES}: relax IP restrictions for the app, or add the address to the Login IP Ranges of the user's profile (Setup > Profiles).`,
		retryable: false,
	},
	{
		code: "user_inactive",
		when: [{ oauth: { description: /inactive user/i } }],
		answers: ["invalid_grant: inactive user"],
		cause: "The user is deactivated or frozen.",
		cure: "Setup > Users > the user: tick Active, and Unfreeze.",
		retryable: false,
	},
	{
		code: "organization_inactive",
		when: [{ oauth: { description: /inactive organi[sz]ation/i } }],
		answers: ["invalid_grant: inactive organization"],
		cause: "The org is not active (expired, suspended or deleted).",
		cure: "Check instance_url and token_url, and the state of the org (Setup > Company Information) with its owner or Salesforce.",
		retryable: false,
	},
	{
		code: "authentication_failed",
		when: [{ oauth: { description: /authentication failure/i } }],
		answers: ["invalid_grant: authentication failure"],
		cause:
			"Salesforce refused the user: wrong username, password or security token, no API Enabled permission, or an address that may not log in.",
		cure: 'Look at Setup > Login History for the exact reason. Give the user the "API Enabled" permission (Setup > Permission Sets > System Permissions), set security_token, or allow the address (Setup > Network Access). For the password flow see also Setup > OAuth and OpenID Connect Settings > Allow OAuth Username-Password Flows.',
		retryable: false,
	},
	{
		code: "unknown_client_id",
		when: [{ oauth: { error: /^invalid_client_id$/i } }],
		answers: ["invalid_client_id: client identifier invalid"],
		cause:
			"Salesforce does not know this consumer key on this host, or the app is not ten minutes old yet.",
		cure: `${APP_SETTINGS}: copy the Consumer Key into client_id, and check that token_url is of the app's org.`,
		retryable: false,
	},
	{
		code: "wrong_client_secret",
		when: [{ oauth: { error: /^invalid_client$/i } }],
		answers: ["invalid_client: invalid client credentials"],
		cause: "The consumer secret does not belong to the consumer key.",
		cure: `${APP_SETTINGS}: copy the Consumer Secret again.`,
		retryable: false,
	},
	{
		code: "flow_not_enabled",
		when: [{ oauth: { error: /^unsupported_grant_type$/i } }],
		answers: ["unsupported_grant_type: grant type not supported"],
		cause:
			"The org does not offer this login flow to the app, or token_url is not a token endpoint.",
		cure: `${APP_SETTINGS}: enable the flow ("Enable JWT Bearer Flow" for jwt_bearer, "Enable Client Credentials Flow" for client_credentials). External Client Apps don't have the username-password flow. token_url ends in /services/oauth2/token.`,
		retryable: false,
	},
	{
		code: "oauth_scope_invalid",
		when: [{ oauth: { error: /^invalid_scope$/i } }],
		answers: ["invalid_scope: the requested scope is not allowed"],
		cause: "The app does not have the scopes that the login needs.",
		cure: `${APP_SETTINGS}: add "Manage user data via APIs (api)" and, for pre-authorization, "Perform requests at any time (refresh_token, offline_access)".`,
		retryable: false,
	},
	{
		code: "oauth_redirect_mismatch",
		when: [{ oauth: { error: /^redirect_uri_mismatch$/i } }],
		answers: ["redirect_uri_mismatch: redirect_uri must match configuration"],
		cause: "The callback URL is not one of the app's.",
		cure: `${APP_SETTINGS}: add the callback URL.`,
		retryable: false,
	},
	{
		code: "oauth_request_invalid",
		when: [{ oauth: { error: /^invalid_request$/i } }],
		answers: ["invalid_request: must supply assertion"],
		cause: "Salesforce found the login request incomplete or malformed.",
		cure: "Check client_id, username and token_url for stray characters; HTTPS is required.",
		retryable: false,
	},
	{
		code: "login_try_again",
		when: [{ oauth: { error: /^unknown_error$/i } }],
		answers: ["unknown_error: retry your request"],
		cause:
			"Salesforce asks to repeat the login. It says so in passing trouble, and always when token_url is of the wrong host.",
		cure: "If it stays, set token_url to the org's My Domain host (Setup > My Domain).",
		retryable: true,
	},
	{
		code: "login_unavailable",
		when: [{ oauth: { status: [420, 429, 500, 502, 503, 504] } }],
		cause: "The token endpoint is overloaded or down.",
		cure: "Nothing to do: the login is tried again. See https://status.salesforce.com.",
		retryable: true,
	},
	{
		code: "login_refused",
		when: [{ oauth: {} }],
		cause: "Salesforce refused the login.",
		cure: "Look at Setup > Login History for the exact reason.",
		retryable: false,
	},
] as const satisfies readonly ErrorRow[];
