// One request to an OAuth token endpoint, the same for every flow that has one.

import { Secret } from "../../pipeline/secret.ts";
import { oauthError } from "../api/error-answer.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import { to18 } from "../salesforce-id.ts";
import {
	exchange,
	type LoginAnswer,
	type LoginHttp,
} from "./login-exchange.ts";
import type { AccessToken } from "./token-source.ts";

/** What the form holds besides its secrets. */
type Form = Readonly<Record<string, string | Secret | undefined>>;

export interface TokenAnswer {
	readonly token: AccessToken;
	/** A new refresh token, where the app rotates them. */
	readonly refreshToken: Secret | undefined;
}

/** Rejects with a `SalesforceError`, or with the reason of `signal`. */
export async function requestToken(
	tokenUrl: string,
	form: Form,
	http: LoginHttp,
	signal: AbortSignal,
): Promise<TokenAnswer> {
	const url = new URL(tokenUrl);
	const body = new URLSearchParams();
	const secrets: Secret[] = [];
	for (const [name, value] of Object.entries(form)) {
		if (value === undefined) continue;
		if (value instanceof Secret) secrets.push(value);
		body.set(name, value instanceof Secret ? value.reveal() : value);
	}
	const answer = await exchange({ url, form: body, secrets }, http, signal);
	if (answer.status !== 200) throw refused(answer);
	const issued = read(answer, url);
	http.serverClock?.observe(answer.date);
	return issued;
}

function refused(answer: LoginAnswer): SalesforceError {
	const { status, contentType, body, where, clockNote } = answer;
	return oauthError(status, contentType, body, where, clockNote);
}

function read(answer: LoginAnswer, tokenUrl: URL): TokenAnswer {
	const unexpected = (found: string) =>
		new SalesforceError("unexpected_answer", {
			where: answer.where,
			found,
			status: 200,
		});
	let json: Record<string, unknown>;
	try {
		// A parser's message would quote the body, and with it the token.
		json = Object(JSON.parse(answer.body));
	} catch {
		throw refused(answer);
	}
	const { access_token: value, refresh_token: next, id } = json;
	if (!isToken(value)) throw unexpected("no access_token");
	// https://login.salesforce.com/id/<organization>/<user>
	const path = typeof id === "string" ? URL.parse(id)?.pathname : undefined;
	const organizationId = organizationIdOf(path?.split("/").at(-2));
	if (organizationId === undefined) {
		throw unexpected("no organization id in `id`");
	}
	const { instance_url: named } = json;
	const instance = typeof named === "string" ? URL.parse(named) : null;
	return {
		token: {
			value: new Secret(value),
			organizationId,
			instanceUrl: (instance ?? tokenUrl).origin,
		},
		refreshToken: isToken(next) ? new Secret(next) : undefined,
	};
}

/** Whether it can stand in a header. Nothing else is known of a token: neither its length nor its form. */
function isToken(value: unknown): value is string {
	return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}

/** The 18 characters of an organization's id; undefined for what is none. */
export function organizationIdOf(text: unknown): string | undefined {
	return typeof text === "string" &&
		/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/.test(text)
		? to18(text)
		: undefined;
}
