// A token that somebody else got, for experiments. Nothing renews it; the org is
// asked whose it is, because a token itself says nothing that may be relied on.

import type { Secret } from "../../pipeline/secret.ts";
import { foreignAnswer, restError } from "../api/error-answer.ts";
import { quoted } from "../api/quoted.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import { exchange, type LoginHttp } from "./login-exchange.ts";
import { readRequiredSecret } from "./secret-setting.ts";
import { organizationIdOf } from "./token-endpoint.ts";
import type { Login } from "./token-source.ts";

/** The `auth.access_token` settings. */
export interface AccessTokenSettings {
	readonly access_token?: Secret | undefined;
	/** Read again when the token has ended. */
	readonly access_token_file?: string | undefined;
}

export function createAccessTokenLogin(
	config: AccessTokenSettings,
	instanceUrl: string,
	http: LoginHttp,
): Login {
	return async (signal) => {
		const value = await readRequiredSecret(
			"access_token",
			config.access_token,
			config.access_token_file,
		);
		const answer = await exchange(
			{
				url: new URL("/services/oauth2/userinfo", instanceUrl),
				bearer: value,
				secrets: [value],
			},
			http,
			signal,
		);
		const { status, contentType, body, where } = answer;
		// It answers a dead token with 403 and a word, not as the REST API does.
		if (status === 401 || status === 403) {
			throw new SalesforceError("access_token_refused", {
				where,
				found: `HTTP ${status}: ${quoted(body.slice(0, 80))}`,
				status,
			});
		}
		if (status !== 200) throw restError(status, contentType, body, where);
		const organizationId = organizationIn(body);
		if (organizationId === undefined) {
			throw foreignAnswer(status, contentType, body, where);
		}
		http.serverClock?.observe(answer.date);
		return { value, organizationId, instanceUrl };
	};
}

function organizationIn(body: string): string | undefined {
	try {
		return organizationIdOf(Object(JSON.parse(body)).organization_id);
	} catch {
		return undefined;
	}
}
