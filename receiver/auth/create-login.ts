// From the `auth` settings to the one flow that they configure.

import { createHash } from "node:crypto";
import type {
	LoginFlow,
	SalesforceAuthConfig,
} from "../../config/schema/salesforce-auth.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { createAccessTokenLogin } from "./access-token.ts";
import { createClientCredentialsLogin } from "./client-credentials.ts";
import { createJwtBearerLogin } from "./jwt-bearer.ts";
import type { LoginHttp } from "./login-exchange.ts";
import { createPasswordLogin } from "./password.ts";
import { createRefreshTokenLogin } from "./refresh-token.ts";
import type { Login, RotatedToken } from "./token-source.ts";

export interface LoginOptions {
	readonly auth: SalesforceAuthConfig;
	readonly instanceUrl: string;
	readonly http: LoginHttp;
	/** Of an earlier run, for the refresh token flow. */
	readonly rotated?: RotatedToken | undefined;
	readonly logger: Logger;
}

export function createLogin(options: LoginOptions): Login {
	const { auth, instanceUrl, http, logger } = options;
	if (auth.jwt_bearer) return createJwtBearerLogin(auth.jwt_bearer, http);
	if (auth.client_credentials) {
		return createClientCredentialsLogin(auth.client_credentials, http);
	}
	if (auth.password) return createPasswordLogin(auth.password, http);
	if (auth.refresh_token) {
		return createRefreshTokenLogin(auth.refresh_token, http, {
			rotated: options.rotated,
			kept: auth.cache,
			logger,
		});
	}
	if (auth.access_token) {
		return createAccessTokenLogin(auth.access_token, instanceUrl, http);
	}
	throw new TypeError("no login flow is configured");
}

/** The files that the login reads: when one changes, a refused login is worth another try. */
export function credentialFiles(auth: SalesforceAuthConfig): string[] {
	return Object.entries(settingsOf(auth))
		.filter(([key]) => key.endsWith("_file"))
		.flatMap(([, file]) => (typeof file === "string" ? [file] : []));
}

/** The same for as long as the same login to the same org is configured; holds no secret. */
export function loginIdentity(
	auth: SalesforceAuthConfig,
	instanceUrl: string,
): string {
	const plain = Object.entries(settingsOf(auth)).filter(
		([key, value]) => typeof value === "string" && !key.endsWith("_file"),
	);
	return createHash("sha256")
		.update(JSON.stringify([flowOf(auth), instanceUrl, plain.toSorted()]))
		.digest("base64url");
}

export function flowOf({
	cache: _,
	...flows
}: SalesforceAuthConfig): LoginFlow {
	for (const [flow, settings] of Object.entries(flows)) {
		if (settings !== undefined) return flow as LoginFlow;
	}
	throw new TypeError("no login flow is configured");
}

function settingsOf(auth: SalesforceAuthConfig): Record<string, unknown> {
	return { ...auth[flowOf(auth)] };
}
