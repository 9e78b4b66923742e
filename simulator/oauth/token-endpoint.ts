// POST /services/oauth2/token.

import { createHmac } from "node:crypto";
import {
	type Answer,
	type Asked,
	jsonAnswer,
	oauthError,
} from "../http/answer.ts";
import type { Organization } from "../organization.ts";
import { createGrants, type Grant, type GrantOptions } from "./grants.ts";
import type { LoginRate } from "./login-rate.ts";
import { type OAuthErrorBody, oauthErrorBody } from "./oauth-errors.ts";
import type { Sessions } from "./sessions.ts";

export function refusal(body: OAuthErrorBody): Answer {
	return oauthError(body.error, body.error_description, body.status);
}

export interface TokenEndpointOptions
	extends Omit<GrantOptions, "users" | "integrationUser"> {
	readonly organization: Organization;
	readonly instanceUrl: string;
	readonly sessions: Sessions;
	readonly rate: LoginRate;
}

export function createTokenEndpoint(
	options: TokenEndpointOptions,
): (asked: Asked) => Promise<Answer> {
	const { organization, instanceUrl, sessions, rate, secrets } = options;
	const { integrationUser } = organization;
	const grants = createGrants({
		...options,
		users: new Map(organization.users.map((user) => [user.username, user])),
		integrationUser,
	});

	function enabled(type: string | null): Grant | undefined {
		if (type === null || !Object.hasOwn(grants, type)) return undefined;
		const grant = grants[type];
		return grant && options.login.flows.includes(grant.flow)
			? grant
			: undefined;
	}

	return async (asked) => {
		if (asked.method !== "POST") {
			return oauthError("invalid_request", "HTTP POST required");
		}
		const form = new URLSearchParams(asked.body);
		const grant = enabled(form.get("grant_type"));
		if (grant === undefined) {
			return refusal(oauthErrorBody("grant type not supported"));
		}
		const verdict = await grant.verify(form, asked);
		const username =
			"user" in verdict ? verdict.user.username : verdict.username;
		if (username !== undefined && !rate.allow(username)) {
			return refusal(rate.refusal());
		}
		if ("refused" in verdict) return refusal(oauthErrorBody(verdict.refused));
		const id = `https://login.salesforce.com/id/${organization.id}/${verdict.user.longId}`;
		const issuedAt = String(options.realNow());
		return jsonAnswer(
			200,
			{
				access_token: sessions.open(verdict.user),
				// No flow tells expires_in.
				...(verdict.refreshToken && { refresh_token: verdict.refreshToken }),
				...(grant.signed && {
					signature: createHmac("sha256", secrets.clientSecret)
						.update(id + issuedAt)
						.digest("base64"),
				}),
				...(grant.scope && { scope: "web api id" }),
				instance_url: instanceUrl,
				id,
				token_type: "Bearer",
				...(grant.signed && { issued_at: issuedAt }),
			},
			{ "Cache-Control": "no-cache, no-store" },
		);
	};
}
