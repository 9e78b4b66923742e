// How to log in to an org: exactly one flow.

import { z } from "zod";
import { accessTokenSchema } from "./access-token.ts";
import { clientCredentialsSchema } from "./client-credentials.ts";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { jwtBearerSchema, withAudience } from "./jwt-bearer.ts";
import { bool } from "./number.ts";
import { passwordLoginSchema } from "./password-login.ts";
import { refreshTokenSchema } from "./refresh-token.ts";

const flows = {
	jwt_bearer: jwtBearerSchema
		.optional()
		.describe(
			"The OAuth 2.0 JWT bearer flow: a signed assertion for a pre-authorised user, no shared secret.",
		),
	client_credentials: clientCredentialsSchema
		.optional()
		.describe(
			"The OAuth 2.0 client credentials flow: consumer key and secret, as the app's Run-As user.",
		),
	password: passwordLoginSchema
		.optional()
		.describe(
			"The OAuth 2.0 username-password flow. Salesforce retires it, and External Client Apps don't have it.",
		),
	refresh_token: refreshTokenSchema
		.optional()
		.describe("The OAuth 2.0 refresh token flow."),
	access_token: accessTokenSchema
		.optional()
		.describe("A token as it is, for experiments: it ends and is not renewed."),
} as const;

export type LoginFlow = keyof typeof flows;
export const loginFlows = Object.keys(flows) as readonly LoginFlow[];

export const salesforceAuthSchema = crossCheck(
	z.strictObject({
		...flows,
		cache: bool()
			.prefault(false)
			.describe(
				"Keep the access token in the state directory, so that a restart does not log in. The file is readable by its owner alone (mode 0600); it is not encrypted.",
			),
	}),
	(value, report) => exactlyOne(value, report, loginFlows, true),
);

type Given = z.output<typeof salesforceAuthSchema>;

/** As read, with the defaults that depend on the org's address. */
export type SalesforceAuthConfig = ReturnType<typeof withLoginDefaults>;

export function withLoginDefaults(auth: Given, instanceUrl: string) {
	const tokenUrl = `${instanceUrl}/services/oauth2/token`;
	const at = <T extends { token_url?: string | undefined }>(
		flow: T | undefined,
	) =>
		flow === undefined
			? undefined
			: { ...flow, token_url: flow.token_url ?? tokenUrl };
	const { jwt_bearer, client_credentials, password, refresh_token, ...rest } =
		auth;
	return {
		...rest,
		jwt_bearer: at(
			jwt_bearer === undefined
				? undefined
				: withAudience(jwt_bearer, instanceUrl),
		),
		client_credentials: at(client_credentials),
		password: at(password),
		refresh_token: at(refresh_token),
	};
}
