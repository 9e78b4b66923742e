// The documented refusals of the token endpoint.

export interface OAuthErrorBody {
	readonly error: string;
	readonly error_description: string;
	/** 400. */
	readonly status?: number;
}

/** By description, because one error code stands for many causes. */
export const OAUTH_ERRORS = [
	{
		error: "invalid_grant",
		error_description: "user hasn't approved this consumer",
	},
	{ error: "invalid_grant", error_description: "audience is invalid" },
	{ error: "invalid_grant", error_description: "Audience validation failed" },
	{ error: "invalid_grant", error_description: "invalid assertion" },
	{ error: "invalid_grant", error_description: "expired access/refresh token" },
	{ error: "invalid_grant", error_description: "authentication failure" },
	{
		error: "invalid_grant",
		error_description: "request not supported on this domain",
	},
	{
		error: "invalid_grant",
		error_description: "no client credentials user enabled",
	},
	{ error: "invalid_grant", error_description: "inactive user" },
	{ error: "invalid_grant", error_description: "ip restricted" },
	{ error: "invalid_grant", error_description: "inactive organization" },
	{ error: "invalid_grant", error_description: "expired authorization code" },
	{ error: "invalid_grant", error_description: "login rate exceeded" },
	{ error: "rate_limit_exceeded", error_description: "login rate exceeded" },
	{
		error: "invalid_app_access",
		error_description: "user is not admin approved to access this app",
	},
	{
		error: "invalid_client_id",
		error_description: "client identifier invalid",
	},
	{ error: "invalid_client", error_description: "invalid client credentials" },
	{
		error: "unsupported_grant_type",
		error_description: "grant type not supported",
	},
	{
		error: "invalid_request",
		error_description: "must supply assertion",
	},
	{ error: "unknown_error", error_description: "retry your request" },
	{
		error: "OAUTH_EC_APP_NOT_FOUND",
		error_description: "External client app is not installed in this org",
	},
	{
		error: "OAUTH_APP_BLOCKED",
		error_description: "this app is blocked by admin",
	},
] as const satisfies readonly OAuthErrorBody[];

export type OAuthErrorDescription =
	(typeof OAUTH_ERRORS)[number]["error_description"];

/** The first refusal with this description. */
export function oauthErrorBody(
	description: OAuthErrorDescription,
): OAuthErrorBody {
	return OAUTH_ERRORS.find(
		(body) => body.error_description === description,
	) as OAuthErrorBody;
}
