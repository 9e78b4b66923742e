// POST /services/oauth2/token: the JWT bearer flow.

import type { User } from "../generate/people.ts";
import {
	type Answer,
	type Asked,
	jsonAnswer,
	oauthError,
} from "../http/answer.ts";
import type { Organization } from "../organization.ts";
import type { LoginRate } from "./login-rate.ts";
import { type OAuthErrorBody, oauthErrorBody } from "./oauth-errors.ts";
import type { Sessions } from "./sessions.ts";
import { type AssertionRules, verifyAssertion } from "./verify-assertion.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

export function refusal(body: OAuthErrorBody): Answer {
	return oauthError(body.error, body.error_description, body.status);
}

export function createTokenEndpoint(options: {
	organization: Organization;
	instanceUrl: string;
	rules: AssertionRules;
	sessions: Sessions;
	rate: LoginRate;
	realNow: () => number;
}): (asked: Asked) => Promise<Answer> {
	const { organization, instanceUrl, rules, sessions, rate, realNow } = options;
	const users = new Map<string, User>(
		organization.users.map((user) => [user.username, user]),
	);

	return async (asked) => {
		if (asked.method !== "POST") {
			return oauthError("invalid_request", "HTTP POST required");
		}
		const form = new URLSearchParams(asked.body);
		if (form.get("grant_type") !== JWT_BEARER) {
			return refusal(oauthErrorBody("grant type not supported"));
		}
		const assertion = form.get("assertion");
		if (assertion === null) {
			return refusal(oauthErrorBody("must supply assertion"));
		}
		const verdict = await verifyAssertion(assertion, rules, realNow());
		if (verdict.username !== undefined && !rate.allow(verdict.username)) {
			return refusal(rate.refusal());
		}
		if ("refused" in verdict) return refusal(oauthErrorBody(verdict.refused));
		const user = users.get(verdict.username) as User;
		// This flow tells neither expires_in nor issued_at.
		return jsonAnswer(
			200,
			{
				access_token: sessions.open(user),
				scope: "web api id",
				instance_url: instanceUrl,
				id: `https://login.salesforce.com/id/${organization.id}/${user.longId}`,
				token_type: "Bearer",
			},
			{ "Cache-Control": "no-cache, no-store" },
		);
	};
}
