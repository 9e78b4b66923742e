// The grants of the token endpoint: who each of them lets in, and what it refuses,
// really verified. What each answers besides the token differs from flow to flow.

import type { User } from "../generate/people.ts";
import type { Asked } from "../http/answer.ts";
import type { AppSecrets } from "./app-secrets.ts";
import type { Flow, LoginOptions } from "./login-options.ts";
import type { OAuthErrorDescription } from "./oauth-errors.ts";
import type { RefreshTokens } from "./refresh-tokens.ts";
import { type AssertionRules, verifyAssertion } from "./verify-assertion.ts";

export type Verdict =
	| { readonly user: User; readonly refreshToken?: string | undefined }
	| {
			readonly refused: OAuthErrorDescription;
			/** Whose login failed, for the count of logins. */
			readonly username?: string | undefined;
	  };

export interface Grant {
	readonly flow: Flow;
	/** Whether the answer names the scopes, and whether it is signed and dated. */
	readonly scope: boolean;
	readonly signed: boolean;
	verify(form: URLSearchParams, asked: Asked): Promise<Verdict> | Verdict;
}

export interface GrantOptions {
	/** Everybody in the org, by username. */
	readonly users: ReadonlyMap<string, User>;
	readonly integrationUser: User;
	readonly secrets: AppSecrets;
	readonly login: LoginOptions;
	readonly rules: AssertionRules;
	readonly refreshTokens: RefreshTokens;
	readonly realNow: () => number;
}

/** By `grant_type`. */
export function createGrants(
	options: GrantOptions,
): Readonly<Record<string, Grant>> {
	const { users, integrationUser, secrets, login, rules } = options;

	/** What is wrong with the app's own credentials; a secret that is given is always checked. */
	function wrongClient(
		form: URLSearchParams,
		asked: Asked,
		needsSecret: boolean,
	): OAuthErrorDescription | undefined {
		const { id, secret } = clientOf(form, asked);
		if (id !== rules.clientId) return "client identifier invalid";
		if (secret === undefined && !needsSecret) return undefined;
		return secret === secrets.clientSecret
			? undefined
			: "invalid client credentials";
	}

	return {
		"urn:ietf:params:oauth:grant-type:jwt-bearer": {
			flow: "jwt_bearer",
			scope: true,
			signed: false,
			async verify(form) {
				const assertion = form.get("assertion");
				if (assertion === null) return { refused: "must supply assertion" };
				const now = options.realNow();
				const verdict = await verifyAssertion(assertion, rules, now);
				if ("refused" in verdict) return verdict;
				return { user: users.get(verdict.username) as User };
			},
		},
		client_credentials: {
			flow: "client_credentials",
			scope: true,
			signed: true,
			verify(form, asked) {
				if (onLoginServer(asked)) {
					return { refused: "request not supported on this domain" };
				}
				const refused = wrongClient(form, asked, true);
				if (refused !== undefined) return { refused };
				return login.run_as_user
					? { user: integrationUser }
					: { refused: "no client credentials user enabled" };
			},
		},
		password: {
			flow: "password",
			scope: false,
			signed: true,
			verify(form, asked) {
				const username = form.get("username") ?? undefined;
				const refused = wrongClient(form, asked, true);
				if (refused !== undefined) return { refused, username };
				const given = form.get("password");
				const { password, securityToken } = secrets;
				const right =
					given === password + securityToken ||
					(login.trusted_address && given === password);
				return username === integrationUser.username && right
					? { user: integrationUser }
					: { refused: "authentication failure", username };
			},
		},
		refresh_token: {
			flow: "refresh_token",
			scope: true,
			signed: true,
			verify(form, asked) {
				const needsSecret = login.secret_for_refresh;
				const refused = wrongClient(form, asked, needsSecret);
				if (refused !== undefined) return { refused };
				const used = options.refreshTokens.use(form.get("refresh_token") ?? "");
				return used === undefined
					? { refused: "expired access/refresh token" }
					: { user: integrationUser, refreshToken: used.next };
			},
		},
	};
}

/** From the form, or as HTTP Basic. */
function clientOf(form: URLSearchParams, asked: Asked) {
	const basic = /^Basic (\S+)$/i.exec(asked.headers.authorization ?? "")?.[1];
	if (basic === undefined) {
		return {
			id: form.get("client_id") ?? undefined,
			secret: form.get("client_secret") ?? undefined,
		};
	}
	const [id, ...secret] = Buffer.from(basic, "base64").toString().split(":");
	return { id, secret: secret.join(":") };
}

function onLoginServer({ headers }: Asked): boolean {
	return /^(login|test)\./.test(headers.host ?? "");
}
